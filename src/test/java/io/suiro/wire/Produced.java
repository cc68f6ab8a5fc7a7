package io.suiro.wire;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.record.internal.MemoryRecords;

/** Produce requests of one partition, whose records are bytes without a meaning. */
final class Produced {
    private Produced() {}

    static ProduceRequestData request(short acks, byte[] records) {
        PartitionProduceData partition =
                new PartitionProduceData().setRecords(MemoryRecords.readableRecords(ByteBuffer.wrap(records)));
        TopicProduceData topic = new TopicProduceData().setName("t").setPartitionData(List.of(partition));
        return new ProduceRequestData()
                .setAcks(acks)
                .setTimeoutMs(1000)
                .setTopicData(new TopicProduceDataCollection(List.of(topic).iterator()));
    }

    static ByteBuffer records(ProduceRequestData request) {
        TopicProduceData topic = request.topicData().iterator().next();
        return ((MemoryRecords) topic.partitionData().getFirst().records()).buffer();
    }
}
