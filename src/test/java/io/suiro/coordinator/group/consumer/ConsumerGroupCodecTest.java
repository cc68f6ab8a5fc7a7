package io.suiro.coordinator.group.consumer;

import static io.suiro.coordinator.group.consumer.ConsumerBench.beating;
import static io.suiro.coordinator.group.consumer.ConsumerBench.context;
import static io.suiro.coordinator.group.consumer.ConsumerBench.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.coordinator.DumpLog;
import io.suiro.coordinator.RecordCodec.Encoded;
import io.suiro.coordinator.group.consumer.ConsumerGroup.PartitionId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupCurrentMemberAssignmentValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMemberMetadataValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMemberMetadataValue.ClassicMemberMetadata;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMemberMetadataValue.ClassicProtocol;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMetadataValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupRegularExpressionValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMemberValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMetadataValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcollections.HashTreePMap;

/** Kafka's own classes and tools judge what is stored. */
class ConsumerGroupCodecTest {
    private static final Uuid TOPIC = new Uuid(1, 2);
    private static final PartitionSet SOME = PartitionSet.of(Map.of(TOPIC, List.of(0, 2)));
    private static final MemberTerms TERMS =
            new MemberTerms("i", null, "c", "/h", List.of("a", "b"), "x.*", 30_000, "range", null);
    private static final MemberProgress PROGRESS = new MemberProgress(
            5,
            4,
            MemberState.UNREVOKED_PARTITIONS,
            SOME,
            PartitionSet.of(Map.of(TOPIC, List.of(7))),
            HashTreePMap.from(Map.of(new PartitionId(TOPIC, 0), 3, new PartitionId(TOPIC, 2), 5)));

    private static final ConsumerGroupRecord GROUP = new ConsumerGroupRecord.GroupStored("g", 5, 99);
    private static final ConsumerGroupRecord MEMBER = new ConsumerGroupRecord.TermsStored("g", "m", TERMS);
    private static final ConsumerGroupRecord TARGET_EPOCH = new ConsumerGroupRecord.TargetEpochStored("g", 5, 1_000);
    private static final ConsumerGroupRecord TARGET = new ConsumerGroupRecord.TargetStored("g", "m", SOME);
    private static final ConsumerGroupRecord MEMBER_PROGRESS =
            new ConsumerGroupRecord.ProgressStored("g", "m", PROGRESS);
    private static final ConsumerGroupRecord REGEX =
            new ConsumerGroupRecord.RegexStored("g", "x.*", new ResolvedRegex(List.of("xa", "xb"), 3, 1_000));

    @Test
    void whatIsWrittenIsReadAgain() {
        List<ConsumerGroupRecord> records = List.of(
                GROUP,
                MEMBER,
                TARGET_EPOCH,
                TARGET,
                MEMBER_PROGRESS,
                REGEX,
                new ConsumerGroupRecord.GroupDeleted("g"),
                new ConsumerGroupRecord.TermsDeleted("g", "m"),
                new ConsumerGroupRecord.TargetEpochDeleted("g"),
                new ConsumerGroupRecord.TargetDeleted("g", "m"),
                new ConsumerGroupRecord.ProgressDeleted("g", "m"),
                new ConsumerGroupRecord.RegexDeleted("g", "x.*"));

        assertThat(records).allSatisfy(record -> {
            Encoded encoded = ConsumerGroupCodec.encode(record);
            assertThat(decoded(encoded.key(), encoded.value())).isEqualTo(record);
        });
    }

    private static @Nullable ConsumerGroupRecord decoded(ByteBuffer key, @Nullable ByteBuffer value) {
        return ConsumerGroupCodec.decode(key.getShort(), key, value);
    }

    @Test
    void kafkaReadsWhatIsWritten() {
        ByteBuffer group = value(GROUP);
        assertThat(new ConsumerGroupMetadataValue(new ByteBufferAccessor(group), group.getShort()))
                .isEqualTo(new ConsumerGroupMetadataValue().setEpoch(5).setMetadataHash(99));
        ByteBuffer epoch = value(TARGET_EPOCH);
        assertThat(new ConsumerGroupTargetAssignmentMetadataValue(new ByteBufferAccessor(epoch), epoch.getShort()))
                .isEqualTo(new ConsumerGroupTargetAssignmentMetadataValue()
                        .setAssignmentEpoch(5)
                        .setAssignmentTimestamp(1_000));
        ByteBuffer target = value(TARGET);
        assertThat(new ConsumerGroupTargetAssignmentMemberValue(new ByteBufferAccessor(target), target.getShort()))
                .isEqualTo(new ConsumerGroupTargetAssignmentMemberValue()
                        .setTopicPartitions(List.of(new ConsumerGroupTargetAssignmentMemberValue.TopicPartition()
                                .setTopicId(TOPIC)
                                .setPartitions(List.of(0, 2)))));
        ByteBuffer regex = value(REGEX);
        assertThat(new ConsumerGroupRegularExpressionValue(new ByteBufferAccessor(regex), regex.getShort()))
                .isEqualTo(new ConsumerGroupRegularExpressionValue()
                        .setTopics(List.of("xa", "xb"))
                        .setVersion(3)
                        .setTimestamp(1_000));
        ByteBuffer terms = value(MEMBER);
        assertThat(new ConsumerGroupMemberMetadataValue(new ByteBufferAccessor(terms), terms.getShort()))
                .isEqualTo(kafkasTerms());
        ByteBuffer progress = value(MEMBER_PROGRESS);
        assertThat(new ConsumerGroupCurrentMemberAssignmentValue(new ByteBufferAccessor(progress), progress.getShort()))
                .isEqualTo(new ConsumerGroupCurrentMemberAssignmentValue()
                        .setMemberEpoch(5)
                        .setPreviousMemberEpoch(4)
                        .setState((byte) 1)
                        .setAssignedPartitions(List.of(kafkasPartitions(0, 2).setAssignmentEpochs(List.of(3, 5))))
                        .setPartitionsPendingRevocation(List.of(kafkasPartitions(7))));
    }

    private static ByteBuffer value(ConsumerGroupRecord record) {
        ByteBuffer value = ConsumerGroupCodec.encode(record).value();
        if (value == null) {
            throw new AssertionError(record + " has no value");
        }
        return value;
    }

    private static ConsumerGroupMemberMetadataValue kafkasTerms() {
        return new ConsumerGroupMemberMetadataValue()
                .setInstanceId("i")
                .setRackId(null)
                .setClientId("c")
                .setClientHost("/h")
                .setSubscribedTopicNames(List.of("a", "b"))
                .setSubscribedTopicRegex("x.*")
                .setRebalanceTimeoutMs(30_000)
                .setServerAssignor("range")
                .setClassicMemberMetadata(null);
    }

    private static ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions kafkasPartitions(Integer... partitions) {
        return new ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions()
                .setTopicId(TOPIC)
                .setPartitions(List.of(partitions));
    }

    @Test
    void membersThatSpeakTheClassicProtocolAreStoredAsKafkaStoresThem() {
        Bytes subscription = Bytes.wrap(new byte[] {0, 1, 2});
        ConsumerGroupRecord stored = new ConsumerGroupRecord.TermsStored(
                "g",
                "m",
                new MemberTerms(
                        "i",
                        null,
                        "c",
                        "/h",
                        List.of("a", "b"),
                        "x.*",
                        30_000,
                        "range",
                        new ClassicTerms(45_000, List.of(new ClassicTerms.Protocol("range", subscription)))));
        ConsumerGroupMemberMetadataValue kafkas = kafkasTerms()
                .setClassicMemberMetadata(new ClassicMemberMetadata()
                        .setSessionTimeoutMs(45_000)
                        .setSupportedProtocols(
                                List.of(new ClassicProtocol().setName("range").setMetadata(subscription.get()))));

        ByteBuffer value = value(stored);
        assertThat(new ConsumerGroupMemberMetadataValue(new ByteBufferAccessor(value), value.getShort()))
                .isEqualTo(kafkas);
        assertThat(decoded(
                        ConsumerGroupCodec.encode(stored).key(),
                        MessageUtil.toVersionPrefixedByteBuffer((short) 0, kafkas)))
                .isEqualTo(stored);
        assertThat(decoded(
                        ConsumerGroupCodec.encode(MEMBER).key(),
                        MessageUtil.toVersionPrefixedByteBuffer((short) 0, kafkasTerms())))
                .as("one of the other protocol")
                .isEqualTo(MEMBER);
    }

    @Test
    void partitionsWithoutTheEpochsOfTheirAssignmentAreRead() {
        ConsumerGroupCurrentMemberAssignmentValue stored = new ConsumerGroupCurrentMemberAssignmentValue()
                .setMemberEpoch(5)
                .setPreviousMemberEpoch(4)
                .setState((byte) 1)
                .setAssignedPartitions(List.of(kafkasPartitions(0, 2)))
                .setPartitionsPendingRevocation(List.of(kafkasPartitions(7)));
        Encoded encoded = ConsumerGroupCodec.encode(MEMBER_PROGRESS);

        assertThat(decoded(encoded.key(), MessageUtil.toVersionPrefixedByteBuffer((short) 0, stored)))
                .isEqualTo(new ConsumerGroupRecord.ProgressStored(
                        "g",
                        "m",
                        new MemberProgress(
                                5, 4, PROGRESS.state(), SOME, PROGRESS.pendingRevocation(), HashTreePMap.empty())));
    }

    @Test
    void kafkaDumpLogDecodesEverythingThatAGroupLeavesBehind(@TempDir Path directory) throws IOException {
        ConsumerBench bench = new ConsumerBench();
        bench.accepted(joining("a").setSubscribedTopicNames(List.of()).setSubscribedTopicRegex("t.*"));
        bench.join("b");
        bench.ask(beating("a", -1));
        bench.ask(beating("b", -1));
        bench.done(bench.coordinator.deleteGroups(context(2), List.of(ConsumerBench.GROUP)));

        assertThat(DumpLog.ofOffsets(bench.log, directory))
                .contains("\"metadataHash\":")
                .contains("\"subscribedTopicRegex\":\"t.*\"")
                .contains("\"assignmentTimestamp\":")
                .contains("\"regularExpression\":\"t.*\"")
                .contains("\"partitionsPendingRevocation\":")
                .contains("payload: <DELETE>")
                .doesNotContain("Failed to decode")
                .doesNotContain("Could not decode");
    }
}
