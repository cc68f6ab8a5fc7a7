package io.suiro.cluster.kraft;

import io.suiro.cluster.kraft.KraftRecord.ConfigChanged;
import io.suiro.cluster.kraft.KraftRecord.ElrCleared;
import io.suiro.cluster.kraft.KraftRecord.FeatureSet;
import io.suiro.cluster.kraft.KraftRecord.Nothing;
import io.suiro.cluster.kraft.KraftRecord.OtherChanged;
import io.suiro.cluster.kraft.KraftRecord.ProducerIdsAllocated;
import io.suiro.cluster.kraft.KraftRecord.TopicCreated;
import io.suiro.cluster.kraft.KraftRecord.TopicRemoved;
import io.suiro.cluster.kraft.KraftRecord.TransactionMark;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.config.ConfigResource;

/**
 * The value of a record in Kafka's metadata log.
 *
 * <pre>
 * frame version varint (1) | api key varint | version varint | fields by api key and version, tagged fields
 *
 *  2 Topic            name string, topic id uuid
 *  9 RemoveTopic      topic id uuid
 *  3, 5               {@link KraftPartitionReader}
 *  4 Config           resource type int8 (as ConfigResource has it), resource name string, name string, value string or null
 * 12 FeatureLevel     name string, level int16
 * 15 ProducerIds      broker id int32, broker epoch int64, next producer id int64
 * 28 ClearElr         topic name string
 * 11 UserScramCredential  name string, mechanism int8, ...     22 its removal: name string, mechanism int8
 * 18 AccessControlEntry   id uuid, ...                         19 its removal: id uuid
 * 10 DelegationToken      owner string, requester string, renewers string array, three timestamps int64, token id string
 *                                                              26 its removal: token id string
 * 14 ClientQuota      entity array (type string, name string or null, tagged fields), key string, value float64, removed bool
 * </pre>
 *
 * Of others only the kind is looked at. Fields are as {@link KraftFields} has them. Source: {@link KraftType}; KIP-746.
 */
final class KraftRecordReader {
    private static final int FRAME_VERSION = 1;

    private KraftRecordReader() {}

    /**
     * Reads one.
     *
     * @throws RuntimeException with a sentence that says why it cannot be read
     */
    static KraftRecord read(ByteBuffer value) {
        KraftFields fields = new KraftFields(value.duplicate());
        int frame = fields.unsignedVarint();
        if (frame != FRAME_VERSION) {
            throw new IllegalArgumentException(
                    "its frame has version " + frame + " where " + FRAME_VERSION + " is known");
        }
        int apiKey = fields.unsignedVarint();
        int version = fields.unsignedVarint();
        KraftType type = KraftType.find(apiKey);
        if (type == null) {
            throw new IllegalArgumentException("it is of kind " + apiKey + ", which Kafka 4.3 does not know");
        }
        if (version < 0 || version > type.highestVersion()) {
            throw new IllegalArgumentException("it is a " + type + " of version " + version
                    + ", and Kafka 4.3 knows none above " + type.highestVersion());
        }
        return read(type, version, fields);
    }

    private static KraftRecord read(KraftType type, int version, KraftFields fields) {
        return switch (type) {
            case TOPIC -> whole(fields, new TopicCreated(fields.string(), fields.uuid()));
            case REMOVE_TOPIC -> whole(fields, new TopicRemoved(fields.uuid()));
            case PARTITION -> KraftPartitionReader.stored(version, fields);
            case PARTITION_CHANGE -> KraftPartitionReader.changed(fields);
            case CONFIG -> whole(fields, config(fields));
            case FEATURE_LEVEL -> whole(fields, new FeatureSet(fields.string(), fields.int16()));
            case PRODUCER_IDS -> whole(fields, producerIds(fields));
            case CLEAR_ELR -> whole(fields, new ElrCleared(fields.string()));
            case USER_SCRAM_CREDENTIAL -> scramCredential(fields, false);
            case REMOVE_USER_SCRAM_CREDENTIAL -> scramCredential(fields, true);
            case ACCESS_CONTROL_ENTRY -> acl(fields, false);
            case REMOVE_ACCESS_CONTROL_ENTRY -> acl(fields, true);
            case DELEGATION_TOKEN -> delegationToken(fields);
            case REMOVE_DELEGATION_TOKEN -> new OtherChanged(KraftImage.Other.DELEGATION_TOKEN, fields.string(), true);
            case CLIENT_QUOTA -> clientQuota(fields);
            case BEGIN_TRANSACTION -> TransactionMark.BEGIN;
            case END_TRANSACTION -> TransactionMark.END;
            case ABORT_TRANSACTION -> TransactionMark.ABORT;
            case REGISTER_BROKER,
                    UNREGISTER_BROKER,
                    FENCE_BROKER,
                    UNFENCE_BROKER,
                    BROKER_REGISTRATION_CHANGE,
                    REGISTER_CONTROLLER,
                    ZK_MIGRATION_STATE,
                    NO_OP -> new Nothing();
        };
    }

    /** Of a record whose every field is read: what is left can only be tagged fields. */
    static <R extends KraftRecord> R whole(KraftFields fields, R record) {
        fields.tagged();
        if (fields.remaining() > 0) {
            throw new IllegalArgumentException(fields.remaining() + " bytes follow the last field");
        }
        return record;
    }

    private static ConfigChanged config(KraftFields fields) {
        ConfigResource.Type type = ConfigResource.Type.forId(fields.int8());
        return new ConfigChanged(new ConfigResource(type, fields.string()), fields.string(), fields.nullableString());
    }

    private static ProducerIdsAllocated producerIds(KraftFields fields) {
        fields.int32();
        fields.int64();
        return new ProducerIdsAllocated(fields.int64());
    }

    private static OtherChanged scramCredential(KraftFields fields, boolean removed) {
        String key = fields.string() + ' ' + fields.int8();
        return new OtherChanged(KraftImage.Other.SCRAM_CREDENTIAL, key, removed);
    }

    private static OtherChanged acl(KraftFields fields, boolean removed) {
        return new OtherChanged(KraftImage.Other.ACL, fields.uuid().toString(), removed);
    }

    private static OtherChanged delegationToken(KraftFields fields) {
        fields.string();
        fields.string();
        fields.array(fields::string);
        fields.int64();
        fields.int64();
        fields.int64();
        return new OtherChanged(KraftImage.Other.DELEGATION_TOKEN, fields.string(), false);
    }

    private static OtherChanged clientQuota(KraftFields fields) {
        List<String> entity = fields.array(() -> {
            String part = fields.string() + '=' + fields.nullableString();
            fields.tagged();
            return part;
        });
        String key = entity + " " + fields.string();
        fields.int64();
        return new OtherChanged(KraftImage.Other.CLIENT_QUOTA, key, fields.bool());
    }
}
