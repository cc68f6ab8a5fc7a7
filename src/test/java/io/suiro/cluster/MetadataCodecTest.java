package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.cluster.MetadataRecord.BrokerRegistered;
import io.suiro.cluster.MetadataRecord.ConfigChanged;
import io.suiro.cluster.MetadataRecord.PartitionsAdded;
import io.suiro.cluster.MetadataRecord.ProducerIdsAllocated;
import io.suiro.cluster.MetadataRecord.TopicCreated;
import io.suiro.cluster.MetadataRecord.TopicDeleted;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

class MetadataCodecTest {
    private static final Uuid ID = new Uuid(7, 8);
    private static final PartitionImage PARTITION = new PartitionImage(2, List.of(2, 1), List.of(2), 3, 4);
    private static final List<MetadataRecord> ALL = List.of(
            new BrokerRegistered(1, "höst", 9092, null),
            new BrokerRegistered(2, "other", 9093, "rack"),
            new TopicCreated("t", ID, List.of(PARTITION, PARTITION)),
            new PartitionsAdded(ID, 2, List.of(PARTITION)),
            new ConfigChanged(new ConfigResource(ConfigResource.Type.TOPIC, "t"), "retention.ms", "1"),
            new ConfigChanged(new ConfigResource(ConfigResource.Type.BROKER, ""), "message.max.bytes", null),
            new ProducerIdsAllocated(1, Long.MAX_VALUE),
            new TopicDeleted(ID));

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
        byte[] state = MetadataImageCodec.encode(image);
        assertThat(MetadataImageCodec.decode(state)).isEqualTo(image);
        assertThat(MetadataImageCodec.encode(MetadataImageCodec.decode(state))).isEqualTo(state);
    }

    @Test
    void anEntryThatContradictsTheImageIsNotApplied() {
        assertThatThrownBy(() -> MetadataApply.apply(MetadataImage.EMPTY, 0, List.of(new TopicDeleted(ID))))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> MetadataApply.apply(MetadataImage.EMPTY, 5, List.of()))
                .hasMessageContaining("entry 5 does not follow -1");
    }
}
