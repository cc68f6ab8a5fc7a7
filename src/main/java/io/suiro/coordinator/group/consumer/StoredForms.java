package io.suiro.coordinator.group.consumer;

import static org.apache.kafka.common.protocol.types.Type.COMPACT_BYTES;
import static org.apache.kafka.common.protocol.types.Type.COMPACT_NULLABLE_STRING;
import static org.apache.kafka.common.protocol.types.Type.COMPACT_STRING;
import static org.apache.kafka.common.protocol.types.Type.INT32;
import static org.apache.kafka.common.protocol.types.Type.INT64;
import static org.apache.kafka.common.protocol.types.Type.INT8;
import static org.apache.kafka.common.protocol.types.Type.STRING;
import static org.apache.kafka.common.protocol.types.Type.UUID;

import java.util.TreeMap;
import org.apache.kafka.common.protocol.types.CompactArrayOf;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.Field.TaggedFieldsSection;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.Struct;

/**
 * The keys and values of {@code __consumer_offsets} that concern consumer groups, field by field, after the int16 that
 * begins each of them: a key's says what it is a key of, a value's is its version, 0 for all of these. Keys are in the
 * classic encoding, values in the flexible one, which ends each structure with tagged fields.
 *
 * <pre>
 * key   of                   value
 *   3   group                epoch | tag 0 metadata hash (KIP-1101)
 *   5   member               terms | tag 0 session timeout and protocols of one that speaks the classic protocol, null of others
 *   6   group                assignment epoch | tag 0 timestamp (KIP-1263)
 *   7   member               target
 *   8   member               epochs | state | assigned | pending revocation; tag 0 of partitions: since which epochs
 *  16   regular expression   topics | version | timestamp
 * </pre>
 *
 * Key 4 held the subscribed topics' partition counts before the hash; it is neither written nor read. Timestamps are
 * milliseconds since the epoch. Source: Kafka's ConsumerGroup*Key.json and ConsumerGroup*Value.json.
 */
final class StoredForms {
    static final short GROUP = 3;
    static final short TERMS = 5;
    static final short TARGET_EPOCH = 6;
    static final short TARGET = 7;
    static final short PROGRESS = 8;
    static final short REGEX = 16;

    static final String TAGS = "_tagged_fields";
    static final int CLASSIC_TAG = 0;
    static final int METADATA_HASH_TAG = 0;
    static final int ASSIGNMENT_TIMESTAMP_TAG = 0;
    static final int ASSIGNMENT_EPOCHS_TAG = 0;

    static final Schema GROUP_KEY = new Schema(new Field("group_id", STRING));
    static final Schema MEMBER_KEY = new Schema(new Field("group_id", STRING), new Field("member_id", STRING));
    static final Schema REGEX_KEY = new Schema(new Field("group_id", STRING), new Field("regular_expression", STRING));

    static final Schema GROUP_VALUE = new Schema(
            new Field("epoch", INT32), TaggedFieldsSection.of(METADATA_HASH_TAG, new Field("metadata_hash", INT64)));

    static final Schema CLASSIC_PROTOCOL = new Schema(
            new Field("name", COMPACT_STRING), new Field("metadata", COMPACT_BYTES), TaggedFieldsSection.of());

    static final Schema CLASSIC_TERMS = new Schema(
            new Field("session_timeout_ms", INT32),
            new Field("supported_protocols", new CompactArrayOf(CLASSIC_PROTOCOL)),
            TaggedFieldsSection.of());

    static final Schema TERMS_VALUE = new Schema(
            new Field("instance_id", COMPACT_NULLABLE_STRING),
            new Field("rack_id", COMPACT_NULLABLE_STRING),
            new Field("client_id", COMPACT_STRING),
            new Field("client_host", COMPACT_STRING),
            new Field("subscribed_topic_names", new CompactArrayOf(COMPACT_STRING)),
            new Field("subscribed_topic_regex", COMPACT_NULLABLE_STRING),
            new Field("rebalance_timeout_ms", INT32),
            new Field("server_assignor", COMPACT_NULLABLE_STRING),
            TaggedFieldsSection.of(
                    CLASSIC_TAG, new Field("classic_member_metadata", new NullableStruct(CLASSIC_TERMS))));

    static final Schema TARGET_EPOCH_VALUE = new Schema(
            new Field("assignment_epoch", INT32),
            TaggedFieldsSection.of(ASSIGNMENT_TIMESTAMP_TAG, new Field("assignment_timestamp", INT64)));

    static final Schema TOPIC_PARTITIONS = new Schema(
            new Field("topic_id", UUID), new Field("partitions", new CompactArrayOf(INT32)), TaggedFieldsSection.of());

    static final Schema ASSIGNED_PARTITIONS = new Schema(
            new Field("topic_id", UUID),
            new Field("partitions", new CompactArrayOf(INT32)),
            TaggedFieldsSection.of(
                    ASSIGNMENT_EPOCHS_TAG, new Field("assignment_epochs", CompactArrayOf.nullable(INT32))));

    static final Schema TARGET_VALUE =
            new Schema(new Field("topic_partitions", new CompactArrayOf(TOPIC_PARTITIONS)), TaggedFieldsSection.of());

    static final Schema PROGRESS_VALUE = new Schema(
            new Field("member_epoch", INT32),
            new Field("previous_member_epoch", INT32),
            new Field("state", INT8),
            new Field("assigned_partitions", new CompactArrayOf(ASSIGNED_PARTITIONS)),
            new Field("partitions_pending_revocation", new CompactArrayOf(ASSIGNED_PARTITIONS)),
            TaggedFieldsSection.of());

    static final Schema REGEX_VALUE = new Schema(
            new Field("topics", new CompactArrayOf(COMPACT_STRING)),
            new Field("version", INT64),
            new Field("timestamp", INT64),
            TaggedFieldsSection.of());

    private StoredForms() {}

    /** A structure that has no tagged fields yet. */
    static Struct flexible(Schema schema) {
        return new Struct(schema).set(TAGS, new TreeMap<Integer, Object>());
    }
}
