package io.suiro.coordinator.group.consumer;

import io.suiro.coordinator.RecordCodec.Encoded;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.Struct;
import org.jspecify.annotations.Nullable;

/** Between a consumer group's records and their keys and values, in the forms of {@link StoredForms}. */
public final class ConsumerGroupCodec {
    private static final short VALUE_VERSION = 0;

    private ConsumerGroupCodec() {}

    public static Encoded encode(ConsumerGroupRecord record) {
        return new Encoded(key(record), value(record));
    }

    private static ByteBuffer key(ConsumerGroupRecord record) {
        String groupId = record.groupId();
        return switch (record) {
            case ConsumerGroupRecord.GroupStored stored -> groupKey(StoredForms.GROUP, groupId);
            case ConsumerGroupRecord.GroupDeleted deleted -> groupKey(StoredForms.GROUP, groupId);
            case ConsumerGroupRecord.TargetEpochStored stored -> groupKey(StoredForms.TARGET_EPOCH, groupId);
            case ConsumerGroupRecord.TargetEpochDeleted deleted -> groupKey(StoredForms.TARGET_EPOCH, groupId);
            case ConsumerGroupRecord.TermsStored stored -> memberKey(StoredForms.TERMS, groupId, stored.memberId());
            case ConsumerGroupRecord.TermsDeleted deleted -> memberKey(StoredForms.TERMS, groupId, deleted.memberId());
            case ConsumerGroupRecord.TargetStored stored -> memberKey(StoredForms.TARGET, groupId, stored.memberId());
            case ConsumerGroupRecord.TargetDeleted deleted ->
                memberKey(StoredForms.TARGET, groupId, deleted.memberId());
            case ConsumerGroupRecord.ProgressStored stored ->
                memberKey(StoredForms.PROGRESS, groupId, stored.memberId());
            case ConsumerGroupRecord.ProgressDeleted deleted ->
                memberKey(StoredForms.PROGRESS, groupId, deleted.memberId());
            case ConsumerGroupRecord.RegexStored stored -> regexKey(groupId, stored.regex());
            case ConsumerGroupRecord.RegexDeleted deleted -> regexKey(groupId, deleted.regex());
        };
    }

    private static @Nullable ByteBuffer value(ConsumerGroupRecord record) {
        return switch (record) {
            case ConsumerGroupRecord.GroupStored stored -> groupValue(stored);
            case ConsumerGroupRecord.TermsStored stored -> versioned(StoredMembers.terms(stored.terms()));
            case ConsumerGroupRecord.TargetEpochStored stored -> targetEpochValue(stored);
            case ConsumerGroupRecord.TargetStored stored -> versioned(StoredMembers.target(stored.target()));
            case ConsumerGroupRecord.ProgressStored stored -> versioned(StoredMembers.progress(stored.progress()));
            case ConsumerGroupRecord.RegexStored stored -> regexValue(stored.resolved());
            case ConsumerGroupRecord.GroupDeleted deleted -> null;
            case ConsumerGroupRecord.TermsDeleted deleted -> null;
            case ConsumerGroupRecord.TargetEpochDeleted deleted -> null;
            case ConsumerGroupRecord.TargetDeleted deleted -> null;
            case ConsumerGroupRecord.ProgressDeleted deleted -> null;
            case ConsumerGroupRecord.RegexDeleted deleted -> null;
        };
    }

    /**
     * Null if it is not of a consumer group.
     *
     * @param type what the key begins with, read already
     */
    public static @Nullable ConsumerGroupRecord decode(short type, ByteBuffer key, @Nullable ByteBuffer value) {
        return switch (type) {
            case StoredForms.GROUP -> group(StoredForms.GROUP_KEY.read(key), value);
            case StoredForms.TERMS -> terms(StoredForms.MEMBER_KEY.read(key), value);
            case StoredForms.TARGET_EPOCH -> targetEpoch(StoredForms.GROUP_KEY.read(key), value);
            case StoredForms.TARGET -> target(StoredForms.MEMBER_KEY.read(key), value);
            case StoredForms.PROGRESS -> progress(StoredForms.MEMBER_KEY.read(key), value);
            case StoredForms.REGEX -> regex(StoredForms.REGEX_KEY.read(key), value);
            default -> null;
        };
    }

    private static ConsumerGroupRecord group(Struct key, @Nullable ByteBuffer value) {
        String groupId = key.getString("group_id");
        if (value == null) {
            return new ConsumerGroupRecord.GroupDeleted(groupId);
        }
        Struct stored = read(StoredForms.GROUP_VALUE, value);
        return new ConsumerGroupRecord.GroupStored(
                groupId, stored.getInt("epoch"), taggedLong(stored, StoredForms.METADATA_HASH_TAG));
    }

    private static ConsumerGroupRecord targetEpoch(Struct key, @Nullable ByteBuffer value) {
        String groupId = key.getString("group_id");
        if (value == null) {
            return new ConsumerGroupRecord.TargetEpochDeleted(groupId);
        }
        Struct stored = read(StoredForms.TARGET_EPOCH_VALUE, value);
        return new ConsumerGroupRecord.TargetEpochStored(
                groupId, stored.getInt("assignment_epoch"), taggedLong(stored, StoredForms.ASSIGNMENT_TIMESTAMP_TAG));
    }

    private static ConsumerGroupRecord terms(Struct key, @Nullable ByteBuffer value) {
        String groupId = key.getString("group_id");
        String memberId = key.getString("member_id");
        return value == null
                ? new ConsumerGroupRecord.TermsDeleted(groupId, memberId)
                : new ConsumerGroupRecord.TermsStored(
                        groupId, memberId, StoredMembers.terms(read(StoredForms.TERMS_VALUE, value)));
    }

    private static ConsumerGroupRecord target(Struct key, @Nullable ByteBuffer value) {
        String groupId = key.getString("group_id");
        String memberId = key.getString("member_id");
        return value == null
                ? new ConsumerGroupRecord.TargetDeleted(groupId, memberId)
                : new ConsumerGroupRecord.TargetStored(
                        groupId, memberId, StoredMembers.target(read(StoredForms.TARGET_VALUE, value)));
    }

    private static ConsumerGroupRecord progress(Struct key, @Nullable ByteBuffer value) {
        String groupId = key.getString("group_id");
        String memberId = key.getString("member_id");
        return value == null
                ? new ConsumerGroupRecord.ProgressDeleted(groupId, memberId)
                : new ConsumerGroupRecord.ProgressStored(
                        groupId, memberId, StoredMembers.progress(read(StoredForms.PROGRESS_VALUE, value)));
    }

    private static ConsumerGroupRecord regex(Struct key, @Nullable ByteBuffer value) {
        String groupId = key.getString("group_id");
        String regex = key.getString("regular_expression");
        if (value == null) {
            return new ConsumerGroupRecord.RegexDeleted(groupId, regex);
        }
        Struct stored = read(StoredForms.REGEX_VALUE, value);
        return new ConsumerGroupRecord.RegexStored(
                groupId,
                regex,
                new ResolvedRegex(
                        StoredMembers.strings(stored, "topics"),
                        stored.getLong("version"),
                        stored.getLong("timestamp")));
    }

    private static ByteBuffer groupKey(short type, String groupId) {
        return prefixed(type, new Struct(StoredForms.GROUP_KEY).set("group_id", groupId));
    }

    private static ByteBuffer memberKey(short type, String groupId, String memberId) {
        return prefixed(
                type,
                new Struct(StoredForms.MEMBER_KEY).set("group_id", groupId).set("member_id", memberId));
    }

    private static ByteBuffer regexKey(String groupId, String regex) {
        return prefixed(
                StoredForms.REGEX,
                new Struct(StoredForms.REGEX_KEY).set("group_id", groupId).set("regular_expression", regex));
    }

    private static ByteBuffer groupValue(ConsumerGroupRecord.GroupStored stored) {
        return versioned(StoredForms.flexible(StoredForms.GROUP_VALUE)
                .set("epoch", stored.groupEpoch())
                .set(StoredForms.TAGS, tagged(StoredForms.METADATA_HASH_TAG, stored.metadataHash())));
    }

    private static ByteBuffer targetEpochValue(ConsumerGroupRecord.TargetEpochStored stored) {
        return versioned(StoredForms.flexible(StoredForms.TARGET_EPOCH_VALUE)
                .set("assignment_epoch", stored.assignmentEpoch())
                .set(StoredForms.TAGS, tagged(StoredForms.ASSIGNMENT_TIMESTAMP_TAG, stored.timestampMs())));
    }

    private static ByteBuffer regexValue(ResolvedRegex resolved) {
        return versioned(StoredForms.flexible(StoredForms.REGEX_VALUE)
                .set("topics", resolved.topics().toArray())
                .set("version", resolved.version())
                .set("timestamp", resolved.timestampMs()));
    }

    private static ByteBuffer versioned(Struct value) {
        return prefixed(VALUE_VERSION, value);
    }

    private static ByteBuffer prefixed(short prefix, Struct struct) {
        ByteBuffer buffer = ByteBuffer.allocate(Short.BYTES + struct.sizeOf());
        buffer.putShort(prefix);
        struct.writeTo(buffer);
        return buffer.flip();
    }

    private static Struct read(Schema schema, ByteBuffer value) {
        short version = value.getShort();
        if (version != VALUE_VERSION) {
            throw new IllegalArgumentException("consumer group value of version " + version);
        }
        return schema.read(value);
    }

    /** A tag that has its default, 0, is left out. */
    private static NavigableMap<Integer, Object> tagged(int tag, long value) {
        NavigableMap<Integer, Object> tags = new TreeMap<>();
        if (value != 0) {
            tags.put(tag, value);
        }
        return tags;
    }

    private static long taggedLong(Struct struct, int tag) {
        return struct.get(StoredForms.TAGS) instanceof Map<?, ?> tags && tags.get(tag) instanceof Long value
                ? value
                : 0;
    }
}
