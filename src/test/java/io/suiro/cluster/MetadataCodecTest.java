package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.cluster.MetadataRecord.BrokerChanged;
import io.suiro.cluster.MetadataRecord.BrokerRegistered;
import io.suiro.cluster.MetadataRecord.BrokerUnregistered;
import io.suiro.cluster.MetadataRecord.ConfigChanged;
import io.suiro.cluster.MetadataRecord.PartitionChanged;
import io.suiro.cluster.MetadataRecord.PartitionsAdded;
import io.suiro.cluster.MetadataRecord.ProducerIdsAllocated;
import io.suiro.cluster.MetadataRecord.TopicCreated;
import io.suiro.cluster.MetadataRecord.TopicDeleted;
import io.suiro.cluster.MetadataRecord.VotersChanged;
import io.suiro.cluster.raft.Voter;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePVector;

class MetadataCodecTest {
    private static final Uuid ID = new Uuid(7, 8);
    private static final PartitionImage PARTITION = new PartitionImage(2, List.of(2, 1), List.of(2), 3, 4);
    private static final List<MetadataRecord> ALL = List.of(
            new BrokerRegistered(
                    1, new Uuid(1, 2), new Uuid(3, 4), new Uuid(5, 6), "höst", 9092, "peer", 9192, null, true),
            new BrokerRegistered(2, ID, ID, ID, "other", 9093, "", -1, "rack", false),
            new TopicCreated("t", ID, List.of(PARTITION, PARTITION)),
            new PartitionsAdded(ID, 2, List.of(PARTITION)),
            new ConfigChanged(new ConfigResource(ConfigResource.Type.TOPIC, "t"), "retention.ms", "1"),
            new ConfigChanged(new ConfigResource(ConfigResource.Type.BROKER, ""), "message.max.bytes", null),
            new ProducerIdsAllocated(1, Long.MAX_VALUE),
            new BrokerChanged(1, 0, false, true, true, true),
            new BrokerUnregistered(2),
            new PartitionChanged(
                    ID,
                    1,
                    new PartitionImage(-1, List.of(5, 2, 1), List.of(2), List.of(1), 2, List.of(5), List.of(1), 4, 5)),
            new TopicDeleted(ID));
    private static final List<Voter> VOTERS = List.of(new Voter(1, ID), new Voter(2, new Uuid(9, 9)));

    @Test
    void everyRecordIsReadBackAsItWasWritten() throws IOException {
        assertThat(MetadataRecordCodec.decode(MetadataRecordCodec.encode(ALL))).isEqualTo(ALL);
    }

    @Test
    void anEntryThatIsCutOrTooLongIsRefused() {
        byte[] entry = MetadataRecordCodec.encode(ALL);
        for (int length = 0; length < entry.length; length++) {
            byte[] cut = Arrays.copyOf(entry, length);
            assertThatThrownBy(() -> MetadataRecordCodec.decode(cut)).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> MetadataRecordCodec.decode(Arrays.copyOf(entry, entry.length + 1)))
                .hasMessageContaining("1 bytes behind the last record");
    }

    @Test
    void aTagOrVersionOfTheFutureIsRefusedByName() {
        assertThatThrownBy(() -> MetadataRecordCodec.decode(new byte[] {0, 0, 0, 1, 99, 0}))
                .hasMessageContaining("has tag 99, which this version of Suiro cannot read");
        assertThatThrownBy(() -> MetadataRecordCodec.decode(new byte[] {0, 0, 0, 1, 3, 5}))
                .hasMessageContaining("tag 3 has version 5");
    }

    @Test
    void aCountThatCannotBeTrueAllocatesNothing() {
        assertThatThrownBy(() -> MetadataRecordCodec.decode(new byte[] {0x7f, -1, -1, -1}))
                .hasMessageContaining("a length of 2147483647 where 0 bytes are left");
    }

    @Test
    void anImageIsReadBackAsItWasWritten() throws IOException {
        MetadataImage image = MetadataImage.EMPTY;
        for (MetadataRecord record : ALL.subList(0, ALL.size() - 1)) {
            image = MetadataApply.apply(image, image.index() + 1, List.of(record));
        }
        image = image.withVoters(VOTERS);
        byte[] state = MetadataImageCodec.encode(image);
        assertThat(MetadataImageCodec.decode(state)).isEqualTo(image);
        assertThat(MetadataImageCodec.encode(MetadataImageCodec.decode(state))).isEqualTo(state);
    }

    @Test
    void recordsOfASuiroThatKnewOneBrokerAreReadable() throws IOException {
        byte[] entry = written(out -> {
            out.writeInt(3);
            out.write(new byte[] {1, 0});
            out.writeInt(1);
            MetadataFields.writeString(out, "host");
            out.writeInt(9092);
            MetadataFields.writeString(out, null);
            out.write(new byte[] {2, 0});
            MetadataFields.writeString(out, "t");
            MetadataFields.writeUuid(out, ID);
            writeOldPartitions(out);
            out.write(new byte[] {4, 0});
            MetadataFields.writeUuid(out, ID);
            out.writeInt(1);
            writeOldPartitions(out);
        });
        Uuid none = Uuid.ZERO_UUID;
        assertThat(MetadataRecordCodec.decode(entry))
                .containsExactly(
                        new BrokerRegistered(1, none, none, none, "host", 9092, "", -1, null, false),
                        new TopicCreated("t", ID, List.of(PARTITION)),
                        new PartitionsAdded(ID, 1, List.of(PARTITION)));
    }

    @Test
    void aSnapshotOfASuiroThatKnewOneBrokerIsReadable() throws IOException {
        byte[] state = written(out -> {
            out.writeByte(0);
            out.writeLong(5);
            out.writeLong(1000);
            out.writeInt(1);
            out.writeInt(1);
            MetadataFields.writeString(out, "host");
            out.writeInt(9092);
            MetadataFields.writeString(out, "rack");
            out.writeLong(4);
            out.writeBoolean(false);
            out.writeInt(1);
            MetadataFields.writeString(out, "t");
            MetadataFields.writeUuid(out, ID);
            writeOldPartitions(out);
            out.writeInt(0);
        });
        Uuid none = Uuid.ZERO_UUID;
        var broker = new BrokerImage(1, none, none, none, "host", 9092, "", -1, "rack", 4, false, false, false, false);
        assertThat(MetadataImageCodec.decode(state))
                .isEqualTo(MetadataImage.EMPTY
                        .with(broker)
                        .with(new TopicImage("t", ID, TreePVector.singleton(PARTITION)))
                        .withNextProducerId(1000)
                        .withIndex(5));
        assertThat(new VotersOf().ofSnapshot(state)).isEmpty();
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] written(Writing fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            fields.to(out);
        }
        return bytes.toByteArray();
    }

    /** One, as {@link #PARTITION} is. */
    private static void writeOldPartitions(DataOutputStream out) throws IOException {
        for (int field : new int[] {1, 2, 2, 2, 1, 1, 2, 3, 4}) {
            out.writeInt(field);
        }
    }

    @Test
    void votersAreToldFromAnEntryAndFromASnapshotAlone() {
        VotersOf voters = new VotersOf();
        List<MetadataRecord> change =
                List.of(new VotersChanged(List.of(VOTERS.get(1), VOTERS.get(0))), new TopicDeleted(ID));
        assertThat(voters.ofEntry(MetadataRecordCodec.encode(change))).isEqualTo(VOTERS);
        assertThat(voters.ofEntry(MetadataRecordCodec.encode(ALL))).isNull();
        assertThat(voters.ofEntry(new byte[0])).isNull();
        assertThat(voters.ofEntry(new byte[4])).isNull();
        byte[] state = MetadataImageCodec.encode(MetadataImage.EMPTY.withVoters(VOTERS));
        assertThat(voters.ofSnapshot(state)).isEqualTo(VOTERS);
    }

    @Test
    void votersThatWouldNotBeSeenAreNotWritten() {
        List<MetadataRecord> hidden = List.of(new TopicDeleted(ID), new VotersChanged(VOTERS));
        assertThatThrownBy(() -> MetadataRecordCodec.encode(hidden)).hasMessageContaining("behind other records");
    }

    @Test
    void aPartitionChangesOnlyFromWhatItIs() {
        MetadataImage image = MetadataImage.EMPTY.with(new TopicImage("t", ID, TreePVector.singleton(PARTITION)));
        assertThatThrownBy(() -> MetadataApply.apply(image, 0, List.of(new PartitionChanged(ID, 0, PARTITION))))
                .hasMessageContaining("does not follow");
        assertThatThrownBy(() -> MetadataApply.apply(image, 0, List.of(new PartitionChanged(ID, 1, PARTITION))))
                .hasMessageContaining("does not follow null");
        assertThatThrownBy(() ->
                        MetadataApply.apply(image, 0, List.of(new BrokerChanged(1, 0, true, false, false, false))))
                .hasMessageContaining("is over");
    }

    @Test
    void anEntryThatContradictsTheImageIsNotApplied() {
        assertThatThrownBy(() -> MetadataApply.apply(MetadataImage.EMPTY, 0, List.of(new TopicDeleted(ID))))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> MetadataApply.apply(MetadataImage.EMPTY, 5, List.of()))
                .hasMessageContaining("entry 5 does not follow -1");
    }
}
