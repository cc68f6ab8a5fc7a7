package io.suiro.cluster.kraft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.cluster.kraft.KraftRecord.ConfigChanged;
import io.suiro.cluster.kraft.KraftRecord.OtherChanged;
import io.suiro.cluster.kraft.KraftRecord.PartitionChanged;
import io.suiro.cluster.kraft.KraftRecord.PartitionStored;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.metadata.ConfigRecord;
import org.apache.kafka.common.metadata.DelegationTokenRecord;
import org.apache.kafka.common.metadata.MetadataRecordType;
import org.apache.kafka.common.metadata.PartitionChangeRecord;
import org.apache.kafka.common.metadata.PartitionRecord;
import org.apache.kafka.common.metadata.RemoveDelegationTokenRecord;
import org.apache.kafka.common.metadata.TopicRecord;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.server.common.ApiMessageAndVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KraftRecordReaderTest {
    private static final Uuid ID = Uuid.randomUuid();
    private static final Uuid DIRECTORY = Uuid.randomUuid();

    private static KraftRecord read(ApiMessage record, int version) {
        return KraftRecordReader.read(ByteBuffer.wrap(encode(record, version)));
    }

    private static byte[] encode(ApiMessage record, int version) {
        return KraftFiles.encode(new ApiMessageAndVersion(record, (short) version));
    }

    @Test
    void theTableHasEveryKindThatKafkaHas() {
        assertThat(KraftType.values()).hasSameSizeAs(MetadataRecordType.values());
        for (MetadataRecordType kafka : MetadataRecordType.values()) {
            KraftType ours = KraftType.find(kafka.id());
            assertThat(ours).as("%s", kafka).isNotNull();
            assertThat(kafka).hasToString(ours + "_RECORD");
            assertThat(ours.highestVersion()).as("%s", ours).isEqualTo(kafka.highestSupportedVersion());
        }
    }

    @ParameterizedTest
    @EnumSource(MetadataRecordType.class)
    void everyKindIsReadInEveryVersion(MetadataRecordType type) {
        for (int version = type.lowestSupportedVersion(); version <= type.highestSupportedVersion(); version++) {
            byte[] encoded = encode(type.newMetadataRecord(), version);
            assertThatNoException()
                    .as("version %d", version)
                    .isThrownBy(() -> KraftRecordReader.read(ByteBuffer.wrap(encoded)));
        }
    }

    @Test
    void aPartitionIsReadInEveryVersion() {
        PartitionRecord record = new PartitionRecord()
                .setPartitionId(7)
                .setTopicId(ID)
                .setReplicas(List.of(1, 2, 3))
                .setIsr(List.of(1, 3))
                .setRemovingReplicas(List.of(3))
                .setLeader(1)
                .setLeaderEpoch(41)
                .setPartitionEpoch(43);
        assertThat(read(record, 0)).isEqualTo(stored(List.of(), List.of()));
        record.setDirectories(List.of(DIRECTORY, DIRECTORY, DIRECTORY));
        assertThat(read(record, 1)).isEqualTo(stored(List.of(), record.directories()));
        record.setLeaderRecoveryState((byte) 1).setEligibleLeaderReplicas(List.of(2));
        assertThat(read(record, 2)).isEqualTo(stored(List.of(2), record.directories()));
    }

    private static PartitionStored stored(List<Integer> elr, List<Uuid> directories) {
        return new PartitionStored(ID, 7, new KraftPartition(List.of(1, 2, 3), List.of(1, 3), elr, 41, directories));
    }

    @Test
    void aPartitionChangeSaysOnlyWhatChanged() {
        PartitionChangeRecord record =
                new PartitionChangeRecord().setPartitionId(7).setTopicId(ID);
        assertThat(read(record, 2)).isEqualTo(new PartitionChanged(ID, 7, false, null, null, null, null));

        record.setLeader(-1).setIsr(List.of()).setEligibleLeaderReplicas(List.of(1));
        assertThat(read(record, 2)).isEqualTo(new PartitionChanged(ID, 7, true, null, List.of(), List.of(1), null));

        record.setReplicas(List.of(2)).setDirectories(List.of(DIRECTORY));
        assertThat(read(record, 2))
                .isEqualTo(new PartitionChanged(ID, 7, true, List.of(2), List.of(), List.of(1), List.of(DIRECTORY)));
    }

    @Test
    void aConfigIsSetOrReset() {
        ConfigRecord record = new ConfigRecord()
                .setResourceType(ConfigResource.Type.TOPIC.id())
                .setResourceName("orders")
                .setName("retention.ms")
                .setValue("1000");
        ConfigResource orders = new ConfigResource(ConfigResource.Type.TOPIC, "orders");
        assertThat(read(record, 0)).isEqualTo(new ConfigChanged(orders, "retention.ms", "1000"));
        assertThat(read(record.setValue(null), 0)).isEqualTo(new ConfigChanged(orders, "retention.ms", null));
    }

    @Test
    void aDelegationTokenGoesByItsId() {
        DelegationTokenRecord token = new DelegationTokenRecord()
                .setOwner("User:alice")
                .setRequester("User:bob")
                .setRenewers(List.of("User:carol", "User:dave"))
                .setIssueTimestamp(1)
                .setMaxTimestamp(2)
                .setExpirationTimestamp(3)
                .setTokenId("token");
        KraftImage.Other kind = KraftImage.Other.DELEGATION_TOKEN;
        assertThat(read(token, 0)).isEqualTo(new OtherChanged(kind, "token", false));
        assertThat(read(new RemoveDelegationTokenRecord().setTokenId("token"), 0))
                .isEqualTo(new OtherChanged(kind, "token", true));
    }

    @Test
    void aLaterVersionIsRefused() {
        byte[] record = encode(new TopicRecord().setName("orders").setTopicId(ID), 0);
        record[2] = 1;
        assertThatThrownBy(() -> KraftRecordReader.read(ByteBuffer.wrap(record)))
                .hasMessage("it is a TOPIC of version 1, and Kafka 4.3 knows none above 0");
    }

    @Test
    void anotherFrameIsRefused() {
        byte[] record = encode(new TopicRecord().setName("orders").setTopicId(ID), 0);
        record[0] = 2;
        assertThatThrownBy(() -> KraftRecordReader.read(ByteBuffer.wrap(record)))
                .hasMessage("its frame has version 2 where 1 is known");
    }

    @Test
    void aRecordCutShortAnywhereIsRefused() {
        byte[] record = encode(
                new PartitionRecord()
                        .setTopicId(ID)
                        .setReplicas(List.of(1, 2))
                        .setIsr(List.of(1))
                        .setDirectories(List.of(DIRECTORY, DIRECTORY))
                        .setEligibleLeaderReplicas(List.of(2)),
                2);
        for (int length = 0; length < record.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(record, length));
            assertThatThrownBy(() -> KraftRecordReader.read(cut)).isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void bytesAtRandomNeverDoWorseThanToBeRefused() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[3 + random.nextInt(60)];
            random.nextBytes(bytes);
            bytes[0] = 1;
            bytes[1] = (byte) random.nextInt(29);
            bytes[2] = 0;
            try {
                KraftRecordReader.read(ByteBuffer.wrap(bytes));
            } catch (RuntimeException refused) {
                assertThat(refused).isNotInstanceOf(NullPointerException.class);
            }
        }
    }
}
