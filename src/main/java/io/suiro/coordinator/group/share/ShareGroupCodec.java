package io.suiro.coordinator.group.share;

import io.suiro.coordinator.FieldReader;
import io.suiro.coordinator.FieldWriter;
import io.suiro.coordinator.RecordCodec.Encoded;
import io.suiro.coordinator.group.consumer.PartitionSet;
import io.suiro.coordinator.group.share.StatePartitions.OfTopic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;

/**
 * The keys and values of {@code __consumer_offsets} that concern share groups, field by field, after the int16 that begins each of
 * them: a key's says what it is a key of, a value's is its version, 0 for all of these. Keys are in the classic encoding, values in
 * the flexible one.
 *
 * <pre>
 * key   of       value
 *  10   member   rack id, may be null | client id | client host | [topic name]
 *  11   group    epoch int32 | metadata hash int64
 *  12   group    assignment epoch int32; tag 0: timestamp int64, milliseconds (KIP-1263)
 *  13   member   target: [topic id | [partition int32]]
 *  14   member   member epoch int32 | previous int32 | state int8, 0 | assigned: as a target
 *  15   group    [initializing: topic id | name | [partition]] | [initialized: the same] | [deleting: topic id | name]
 * </pre>
 *
 * Source: Kafka's ShareGroup*Key.json and ShareGroup*Value.json.
 */
public final class ShareGroupCodec {
    private static final short MEMBER = 10;
    private static final short GROUP = 11;
    private static final short TARGET_EPOCH = 12;
    private static final short TARGET = 13;
    private static final short CURRENT = 14;
    private static final short STATE = 15;

    private static final int TIMESTAMP_TAG = 0;
    private static final int STABLE = 0;

    private ShareGroupCodec() {}

    public static Encoded encode(ShareGroupRecord record) {
        String groupId = record.groupId();
        return switch (record) {
            case ShareGroupRecord.MemberStored stored ->
                new Encoded(key(MEMBER, groupId, stored.memberId()), member(stored));
            case ShareGroupRecord.MemberDeleted deleted -> new Encoded(key(MEMBER, groupId, deleted.memberId()), null);
            case ShareGroupRecord.GroupStored stored ->
                new Encoded(
                        key(GROUP, groupId),
                        end(value().int32(stored.groupEpoch()).int64(stored.metadataHash())));
            case ShareGroupRecord.GroupDeleted deleted -> new Encoded(key(GROUP, groupId), null);
            case ShareGroupRecord.TargetEpochStored stored ->
                new Encoded(
                        key(TARGET_EPOCH, groupId),
                        value().int32(stored.assignmentEpoch())
                                .unsignedVarint(1)
                                .unsignedVarint(TIMESTAMP_TAG)
                                .unsignedVarint(Long.BYTES)
                                .int64(stored.timestampMs())
                                .toBuffer());
            case ShareGroupRecord.TargetEpochDeleted deleted -> new Encoded(key(TARGET_EPOCH, groupId), null);
            case ShareGroupRecord.TargetStored stored ->
                new Encoded(key(TARGET, groupId, stored.memberId()), end(partitions(value(), stored.target())));
            case ShareGroupRecord.TargetDeleted deleted -> new Encoded(key(TARGET, groupId, deleted.memberId()), null);
            case ShareGroupRecord.CurrentStored stored ->
                new Encoded(
                        key(CURRENT, groupId, stored.memberId()),
                        end(partitions(
                                value().int32(stored.memberEpoch())
                                        .int32(stored.previousEpoch())
                                        .int8(STABLE),
                                stored.assigned())));
            case ShareGroupRecord.CurrentDeleted deleted ->
                new Encoded(key(CURRENT, groupId, deleted.memberId()), null);
            case ShareGroupRecord.StateStored stored -> new Encoded(key(STATE, groupId), state(stored.state()));
            case ShareGroupRecord.StateDeleted deleted -> new Encoded(key(STATE, groupId), null);
        };
    }

    private static ByteBuffer key(short type, String groupId) {
        return new FieldWriter().int16(type).string(groupId).toBuffer();
    }

    private static ByteBuffer key(short type, String groupId, String memberId) {
        return new FieldWriter().int16(type).string(groupId).string(memberId).toBuffer();
    }

    private static FieldWriter value() {
        return new FieldWriter().int16(0);
    }

    /** No tagged fields. */
    private static ByteBuffer end(FieldWriter writer) {
        return writer.unsignedVarint(0).toBuffer();
    }

    private static ByteBuffer member(ShareGroupRecord.MemberStored stored) {
        FieldWriter writer = value();
        if (stored.rackId() == null) {
            writer.unsignedVarint(0);
        } else {
            writer.compactString(stored.rackId());
        }
        writer.compactString(stored.clientId()).compactString(stored.clientHost());
        Set<String> topics = new TreeSet<>(stored.topicNames());
        writer.unsignedVarint(topics.size() + 1);
        topics.forEach(writer::compactString);
        return end(writer);
    }

    private static FieldWriter uuid(FieldWriter writer, Uuid id) {
        return writer.int64(id.getMostSignificantBits()).int64(id.getLeastSignificantBits());
    }

    private static FieldWriter numbers(FieldWriter writer, Collection<Integer> numbers) {
        writer.unsignedVarint(numbers.size() + 1);
        new TreeSet<>(numbers).forEach(writer::int32);
        return writer;
    }

    private static FieldWriter partitions(FieldWriter writer, PartitionSet partitions) {
        writer.unsignedVarint(partitions.topicIds().size() + 1);
        for (Uuid topicId : partitions.topicIds()) {
            numbers(uuid(writer, topicId), partitions.partitions(topicId)).unsignedVarint(0);
        }
        return writer;
    }

    private static ByteBuffer state(StatePartitions state) {
        FieldWriter writer = value();
        topics(writer, state.initializing());
        topics(writer, state.initialized());
        writer.unsignedVarint(state.deleting().size() + 1);
        new TreeMap<>(state.deleting())
                .forEach((topicId, name) ->
                        uuid(writer, topicId).compactString(name).unsignedVarint(0));
        return end(writer);
    }

    private static void topics(FieldWriter writer, Map<Uuid, OfTopic> topics) {
        writer.unsignedVarint(topics.size() + 1);
        new TreeMap<>(topics).forEach((topicId, topic) -> numbers(
                        uuid(writer, topicId).compactString(topic.name()), topic.partitions())
                .unsignedVarint(0));
    }

    /**
     * Null if it is not of a share group.
     *
     * @param type what the key begins with, read already
     */
    public static @Nullable ShareGroupRecord decode(short type, ByteBuffer key, @Nullable ByteBuffer value) {
        if (type < MEMBER || type > STATE) {
            return null;
        }
        FieldReader keys = new FieldReader(key, false);
        String groupId = keys.string();
        return switch (type) {
            case MEMBER -> member(groupId, keys.string(), fields(value));
            case GROUP -> group(groupId, fields(value));
            case TARGET_EPOCH -> targetEpoch(groupId, fields(value));
            case TARGET -> target(groupId, keys.string(), fields(value));
            case CURRENT -> current(groupId, keys.string(), fields(value));
            default -> state(groupId, fields(value));
        };
    }

    private static @Nullable FieldReader fields(@Nullable ByteBuffer value) {
        if (value == null) {
            return null;
        }
        short version = value.getShort();
        if (version != 0) {
            throw new IllegalArgumentException("value of a share group of version " + version);
        }
        return new FieldReader(value, true);
    }

    private static ShareGroupRecord member(String groupId, String memberId, @Nullable FieldReader fields) {
        if (fields == null) {
            return new ShareGroupRecord.MemberDeleted(groupId, memberId);
        }
        String rackId = fields.nullableString();
        String clientId = fields.string();
        String clientHost = fields.string();
        Set<String> topics = new TreeSet<>();
        for (int left = fields.arrayLength(); left > 0; left--) {
            topics.add(fields.string());
        }
        return new ShareGroupRecord.MemberStored(groupId, memberId, rackId, clientId, clientHost, topics);
    }

    private static ShareGroupRecord group(String groupId, @Nullable FieldReader fields) {
        return fields == null
                ? new ShareGroupRecord.GroupDeleted(groupId)
                : new ShareGroupRecord.GroupStored(groupId, fields.int32(), fields.int64());
    }

    private static ShareGroupRecord targetEpoch(String groupId, @Nullable FieldReader fields) {
        if (fields == null) {
            return new ShareGroupRecord.TargetEpochDeleted(groupId);
        }
        int epoch = fields.int32();
        ByteBuffer timestamp = fields.tags().get(TIMESTAMP_TAG);
        return new ShareGroupRecord.TargetEpochStored(groupId, epoch, timestamp == null ? 0 : timestamp.getLong());
    }

    private static ShareGroupRecord target(String groupId, String memberId, @Nullable FieldReader fields) {
        return fields == null
                ? new ShareGroupRecord.TargetDeleted(groupId, memberId)
                : new ShareGroupRecord.TargetStored(groupId, memberId, partitions(fields));
    }

    private static ShareGroupRecord current(String groupId, String memberId, @Nullable FieldReader fields) {
        if (fields == null) {
            return new ShareGroupRecord.CurrentDeleted(groupId, memberId);
        }
        int epoch = fields.int32();
        int previous = fields.int32();
        var _ = fields.int8();
        return new ShareGroupRecord.CurrentStored(groupId, memberId, epoch, previous, partitions(fields));
    }

    private static ShareGroupRecord state(String groupId, @Nullable FieldReader fields) {
        if (fields == null) {
            return new ShareGroupRecord.StateDeleted(groupId);
        }
        HashPMap<Uuid, OfTopic> initializing = topics(fields);
        HashPMap<Uuid, OfTopic> initialized = topics(fields);
        Map<Uuid, String> deleting = new HashMap<>();
        for (int left = fields.arrayLength(); left > 0; left--) {
            deleting.put(uuid(fields), fields.string());
            var _ = fields.tags();
        }
        return new ShareGroupRecord.StateStored(
                groupId, new StatePartitions(initializing, initialized, HashTreePMap.from(deleting)));
    }

    private static HashPMap<Uuid, OfTopic> topics(FieldReader fields) {
        Map<Uuid, OfTopic> topics = new HashMap<>();
        for (int left = fields.arrayLength(); left > 0; left--) {
            Uuid topicId = uuid(fields);
            String name = fields.string();
            topics.put(topicId, new OfTopic(name, new TreeSet<>(numbers(fields))));
            var _ = fields.tags();
        }
        return HashTreePMap.from(topics);
    }

    private static PartitionSet partitions(FieldReader fields) {
        Map<Uuid, List<Integer>> partitions = new HashMap<>();
        for (int left = fields.arrayLength(); left > 0; left--) {
            partitions.put(uuid(fields), numbers(fields));
            var _ = fields.tags();
        }
        return PartitionSet.of(partitions);
    }

    private static List<Integer> numbers(FieldReader fields) {
        List<Integer> numbers = new ArrayList<>();
        for (int left = fields.arrayLength(); left > 0; left--) {
            numbers.add(fields.int32());
        }
        return numbers;
    }

    private static Uuid uuid(FieldReader fields) {
        return new Uuid(fields.int64(), fields.int64());
    }
}
