package io.suiro.coordinator.group;

import io.suiro.coordinator.FieldReader;
import io.suiro.coordinator.FieldWriter;
import io.suiro.coordinator.group.StoredGroup.StoredMember;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A classic group in {@code __consumer_offsets}, as Kafka stores it. Without a value the group is deleted.
 *
 * <pre>
 * key 2    version int16 | group string
 * value    version int16 | protocolType string | generation int32 | protocol nullable string | leader nullable string
 *          | currentStateTimestamp int64 (version 2 on) | members array
 * member   memberId string | groupInstanceId nullable string (version 3 on) | clientId string | clientHost string
 *          | rebalanceTimeout int32 (version 1 on) | sessionTimeout int32 | subscription bytes | assignment bytes
 * </pre>
 *
 * Written is value 3; read are 0 to 4, of which 4 is 3 in the flexible encoding. Timeouts and timestamps are
 * milliseconds. Source: GroupMetadataKey.json, GroupMetadataValue.json.
 */
final class GroupMetadataCodec {
    static final int KEY_VERSION = 2;
    private static final int VALUE_VERSION = 3;
    private static final int FLEXIBLE_FROM = 4;

    private GroupMetadataCodec() {}

    static ByteBuffer key(String groupId) {
        return new FieldWriter().int16(KEY_VERSION).string(groupId).toBuffer();
    }

    static ByteBuffer value(StoredGroup group) {
        FieldWriter writer = new FieldWriter()
                .int16(VALUE_VERSION)
                .string(group.protocolType())
                .int32(group.generationId())
                .string(group.protocolName())
                .string(group.leaderId())
                .int64(group.stateSinceMs())
                .int32(group.members().size());
        for (StoredMember member : group.members()) {
            writer.string(member.memberId())
                    .string(member.groupInstanceId())
                    .string(member.clientId())
                    .string(member.clientHost())
                    .int32(member.rebalanceTimeoutMs())
                    .int32(member.sessionTimeoutMs())
                    .bytes(member.subscription())
                    .bytes(member.assignment());
        }
        return writer.toBuffer();
    }

    /** The key's version is read already. */
    static GroupRecord decode(ByteBuffer key, @Nullable ByteBuffer value) {
        String groupId = new FieldReader(key, false).string();
        return value == null
                ? new GroupRecord.GroupDeleted(groupId)
                : new GroupRecord.GroupStored(groupId, group(value));
    }

    private static StoredGroup group(ByteBuffer value) {
        int version = value.getShort();
        if (version < 0 || version > FLEXIBLE_FROM) {
            throw new IllegalArgumentException("group metadata value of version " + version);
        }
        FieldReader reader = new FieldReader(value, version >= FLEXIBLE_FROM);
        String protocolType = reader.string();
        int generationId = reader.int32();
        String protocolName = reader.nullableString();
        String leaderId = reader.nullableString();
        long stateSinceMs = version >= 2 ? reader.int64() : -1;
        int count = reader.arrayLength();
        List<StoredMember> members = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            members.add(member(reader, version));
        }
        return new StoredGroup(protocolType, generationId, protocolName, leaderId, stateSinceMs, members);
    }

    private static StoredMember member(FieldReader reader, int version) {
        String memberId = reader.string();
        String groupInstanceId = version >= 3 ? reader.nullableString() : null;
        String clientId = reader.string();
        String clientHost = reader.string();
        int timeoutMs = reader.int32();
        // Version 0 has one timeout for both.
        int sessionTimeoutMs = version >= 1 ? reader.int32() : timeoutMs;
        StoredMember member = new StoredMember(
                memberId,
                groupInstanceId,
                clientId,
                clientHost,
                timeoutMs,
                sessionTimeoutMs,
                reader.bytes(),
                reader.bytes());
        var _ = reader.tags();
        return member;
    }
}
