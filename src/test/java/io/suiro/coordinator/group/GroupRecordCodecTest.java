package io.suiro.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.coordinator.DumpLog;
import io.suiro.coordinator.RecordCodec.Encoded;
import io.suiro.coordinator.group.StoredGroup.StoredMember;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.coordinator.group.generated.GroupMetadataValue;
import org.apache.kafka.coordinator.group.generated.GroupMetadataValue.MemberMetadata;
import org.apache.kafka.coordinator.group.generated.OffsetCommitValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka's own classes and tools judge what is stored. */
class GroupRecordCodecTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 3);
    private static final Uuid TOPIC_ID = new Uuid(11, 12);

    private final GroupRecordCodec codec = new GroupRecordCodec();

    private static CommittedOffset offset(long expireTimestampMs, Uuid topicId) {
        return new CommittedOffset(42, expireTimestampMs < 0 ? 7 : -1, "nöte", 1_000, expireTimestampMs, topicId);
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        List<GroupRecord> records = List.of(
                new GroupRecord.OffsetStored("g", PARTITION, offset(-1, Uuid.ZERO_UUID)),
                new GroupRecord.OffsetStored("g", PARTITION, offset(2_000, Uuid.ZERO_UUID)),
                new GroupRecord.OffsetStored("g", PARTITION, offset(-1, TOPIC_ID)),
                new GroupRecord.OffsetDeleted("g", PARTITION),
                new GroupRecord.GroupStored("g", group(3)),
                new GroupRecord.GroupDeleted("g"));

        assertThat(records).allSatisfy(record -> {
            Encoded encoded = codec.encode(record);
            assertThat(codec.decode(encoded.key(), encoded.value())).isEqualTo(record);
        });
    }

    @Test
    void kafkaReadsAnOffsetWithItsTopicId() {
        ByteBuffer value = OffsetCommitCodec.value(offset(-1, TOPIC_ID));

        assertThat(new OffsetCommitValue(new ByteBufferAccessor(value), value.getShort()))
                .isEqualTo(new OffsetCommitValue()
                        .setOffset(42)
                        .setLeaderEpoch(7)
                        .setMetadata("nöte")
                        .setCommitTimestamp(1_000)
                        .setTopicId(TOPIC_ID));
    }

    @ParameterizedTest
    @ValueSource(shorts = {0, 1, 2, 3, 4})
    void offsetsOfEveryVersionOfKafkaAreRead(short version) {
        OffsetCommitValue stored =
                new OffsetCommitValue().setOffset(42).setMetadata("nöte").setCommitTimestamp(1_000);
        if (version >= 3) {
            stored.setLeaderEpoch(7);
        }
        if (version == 1) {
            stored.setExpireTimestamp(2_000);
        }
        if (version >= 4) {
            stored.setTopicId(TOPIC_ID);
        }

        GroupRecord record = codec.decode(
                OffsetCommitCodec.key("g", PARTITION), MessageUtil.toVersionPrefixedByteBuffer(version, stored));

        assertThat(record)
                .isEqualTo(new GroupRecord.OffsetStored(
                        "g",
                        PARTITION,
                        new CommittedOffset(
                                42,
                                version >= 3 ? 7 : -1,
                                "nöte",
                                1_000,
                                version == 1 ? 2_000 : -1,
                                version >= 4 ? TOPIC_ID : Uuid.ZERO_UUID)));
    }

    @ParameterizedTest
    @ValueSource(shorts = {0, 1, 2, 3, 4})
    void groupsOfEveryVersionOfKafkaAreRead(short version) {
        MemberMetadata member = new MemberMetadata()
                .setMemberId("m")
                .setClientId("c")
                .setClientHost("/h")
                .setSessionTimeout(10)
                .setSubscription(new byte[] {1})
                .setAssignment(new byte[] {2, 3});
        GroupMetadataValue stored = new GroupMetadataValue()
                .setProtocolType("consumer")
                .setGeneration(5)
                .setProtocol("range")
                .setLeader("m")
                .setMembers(List.of(member));
        if (version >= 1) {
            member.setRebalanceTimeout(20);
        }
        if (version >= 2) {
            stored.setCurrentStateTimestamp(99);
        }
        if (version >= 3) {
            member.setGroupInstanceId("i");
        }

        GroupRecord record =
                codec.decode(GroupMetadataCodec.key("g"), MessageUtil.toVersionPrefixedByteBuffer(version, stored));

        assertThat(record).isEqualTo(new GroupRecord.GroupStored("g", group(version)));
    }

    /** As a version of Kafka's can express it. */
    private static StoredGroup group(int version) {
        return new StoredGroup(
                "consumer",
                5,
                "range",
                "m",
                version >= 2 ? 99 : -1,
                List.of(new StoredMember(
                        "m",
                        version >= 3 ? "i" : null,
                        "c",
                        "/h",
                        version >= 1 ? 20 : 10,
                        10,
                        Bytes.wrap(new byte[] {1}),
                        Bytes.wrap(new byte[] {2, 3}))));
    }

    @Test
    void recordsOfOtherGroupTypesAreNotKnown() {
        assertThat(codec.decode(ByteBuffer.wrap(new byte[] {0, 17, 0, 1, 'g'}), null))
                .isNull();
    }

    @Test
    void kafkaDumpLogDecodesEverythingThatAGroupLeavesBehind(@TempDir Path directory) throws IOException {
        GroupBench bench = new GroupBench();
        JoinGroupResponseData member = bench.stable(1).getFirst();
        bench.commit(member.memberId(), 1, 4_711);
        bench.leave(member.memberId(), null);
        bench.done(bench.coordinator.deleteGroups(GroupBench.context(2), List.of(GroupBench.GROUP)));
        assertThat(DumpLog.ofOffsets(bench.log, directory))
                .contains("\"generation\":1")
                .contains("\"protocol\":\"range\"")
                .contains("\"memberId\":\"" + member.memberId() + "\"")
                .contains("\"offset\":4711")
                .contains("\"metadata\":\"note\"")
                .contains("payload: <DELETE>")
                .doesNotContain("Failed to decode")
                .doesNotContain("Could not decode");
    }
}
