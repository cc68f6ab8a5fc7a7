package io.suiro.coordinator.group.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.coordinator.RecordCodec.Encoded;
import io.suiro.coordinator.group.consumer.PartitionSet;
import io.suiro.coordinator.group.share.StatePartitions.OfTopic;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.coordinator.group.GroupCoordinatorRecordSerde;
import org.apache.kafka.coordinator.group.generated.ShareGroupCurrentMemberAssignmentValue;
import org.apache.kafka.coordinator.group.generated.ShareGroupMemberMetadataValue;
import org.apache.kafka.coordinator.group.generated.ShareGroupMetadataValue;
import org.apache.kafka.coordinator.group.generated.ShareGroupStatePartitionMetadataValue;
import org.apache.kafka.coordinator.group.generated.ShareGroupStatePartitionMetadataValue.TopicInfo;
import org.apache.kafka.coordinator.group.generated.ShareGroupStatePartitionMetadataValue.TopicPartitionsInfo;
import org.apache.kafka.coordinator.group.generated.ShareGroupTargetAssignmentMemberValue;
import org.apache.kafka.coordinator.group.generated.ShareGroupTargetAssignmentMetadataValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.pcollections.HashTreePMap;

/** Kafka's own classes judge what is stored. */
class ShareGroupCodecTest {
    private static final Uuid TOPIC = new Uuid(1, 2);
    private static final PartitionSet SOME = PartitionSet.of(Map.of(TOPIC, List.of(0, 2)));
    private static final ShareGroupRecord MEMBER =
            new ShareGroupRecord.MemberStored("g", "m", "r", "c", "/h", Set.of("a", "b"));
    private static final ShareGroupRecord GROUP = new ShareGroupRecord.GroupStored("g", 5, 99);
    private static final ShareGroupRecord TARGET_EPOCH = new ShareGroupRecord.TargetEpochStored("g", 5, 1_000);
    private static final ShareGroupRecord TARGET = new ShareGroupRecord.TargetStored("g", "m", SOME);
    private static final ShareGroupRecord CURRENT = new ShareGroupRecord.CurrentStored("g", "m", 5, 4, SOME);
    private static final ShareGroupRecord STATE = new ShareGroupRecord.StateStored(
            "g",
            new StatePartitions(
                    HashTreePMap.singleton(TOPIC, new OfTopic("t", Set.of(1))),
                    HashTreePMap.singleton(TOPIC, new OfTopic("t", Set.of(0, 2))),
                    HashTreePMap.singleton(new Uuid(1, 3), "u")));

    @Test
    void whatIsWrittenIsReadAgain() {
        List<ShareGroupRecord> records = List.of(
                MEMBER,
                GROUP,
                TARGET_EPOCH,
                TARGET,
                CURRENT,
                STATE,
                new ShareGroupRecord.MemberStored("g", "m", null, "", "", Set.of()),
                new ShareGroupRecord.MemberDeleted("g", "m"),
                new ShareGroupRecord.GroupDeleted("g"),
                new ShareGroupRecord.TargetEpochDeleted("g"),
                new ShareGroupRecord.TargetDeleted("g", "m"),
                new ShareGroupRecord.CurrentDeleted("g", "m"),
                new ShareGroupRecord.StateDeleted("g"));
        assertThat(records).allSatisfy(record -> {
            Encoded encoded = ShareGroupCodec.encode(record);
            assertThat(decoded(encoded.key(), encoded.value())).isEqualTo(record);
        });
    }

    private static @Nullable ShareGroupRecord decoded(ByteBuffer key, @Nullable ByteBuffer value) {
        return ShareGroupCodec.decode(key.getShort(), key, value);
    }

    @Test
    void kafkaReadsWhatIsWritten() {
        assertThat(kafkas(MEMBER))
                .isEqualTo(new ShareGroupMemberMetadataValue()
                        .setRackId("r")
                        .setClientId("c")
                        .setClientHost("/h")
                        .setSubscribedTopicNames(List.of("a", "b")));
        assertThat(kafkas(GROUP))
                .isEqualTo(new ShareGroupMetadataValue().setEpoch(5).setMetadataHash(99));
        assertThat(kafkas(TARGET_EPOCH))
                .isEqualTo(new ShareGroupTargetAssignmentMetadataValue()
                        .setAssignmentEpoch(5)
                        .setAssignmentTimestamp(1_000));
        assertThat(kafkas(TARGET))
                .isEqualTo(new ShareGroupTargetAssignmentMemberValue()
                        .setTopicPartitions(List.of(new ShareGroupTargetAssignmentMemberValue.TopicPartition()
                                .setTopicId(TOPIC)
                                .setPartitions(List.of(0, 2)))));
        assertThat(kafkas(CURRENT))
                .isEqualTo(new ShareGroupCurrentMemberAssignmentValue()
                        .setMemberEpoch(5)
                        .setPreviousMemberEpoch(4)
                        .setState((byte) 0)
                        .setAssignedPartitions(List.of(new ShareGroupCurrentMemberAssignmentValue.TopicPartitions()
                                .setTopicId(TOPIC)
                                .setPartitions(List.of(0, 2)))));
        assertThat(kafkas(STATE))
                .isEqualTo(new ShareGroupStatePartitionMetadataValue()
                        .setInitializingTopics(List.of(new TopicPartitionsInfo()
                                .setTopicId(TOPIC)
                                .setTopicName("t")
                                .setPartitions(List.of(1))))
                        .setInitializedTopics(List.of(new TopicPartitionsInfo()
                                .setTopicId(TOPIC)
                                .setTopicName("t")
                                .setPartitions(List.of(0, 2))))
                        .setDeletingTopics(List.of(
                                new TopicInfo().setTopicId(new Uuid(1, 3)).setTopicName("u"))));
    }

    private static ApiMessage kafkas(ShareGroupRecord record) {
        Encoded encoded = ShareGroupCodec.encode(record);
        return Objects.requireNonNull(new GroupCoordinatorRecordSerde()
                        .deserialize(encoded.key(), encoded.value())
                        .value())
                .message();
    }
}
