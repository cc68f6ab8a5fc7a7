package io.suiro.bench.load;

import io.suiro.bench.Batches;
import io.suiro.record.Codec;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;

/** One ready-made Produce request over and over, to some partitions in turn. */
final class ProduceExchange implements Exchange {
    private static final short VERSION = 9;
    private static final int TIMEOUT_MS = 30_000;
    private static final int PARTITION_MARKER = 0x5A17B0CC;

    private final Request request;
    private final int partitionAt;
    private final List<Integer> partitions;
    private final int records;
    private final int valueBytes;
    private int next;

    ProduceExchange(String topic, List<Integer> partitions, BatchShape shape, short acks) {
        this.partitions = partitions;
        this.records = shape.records();
        this.valueBytes = shape.valueBytes();
        ByteBuffer batch = Batches.of(Codec.NONE, records, valueBytes, System.currentTimeMillis());
        this.request = Request.of(request(topic, PARTITION_MARKER, batch, acks), VERSION);
        this.partitionAt = request.find(PARTITION_MARKER, 0);
    }

    static ProduceRequestData request(String topic, int partition, ByteBuffer batch, short acks) {
        return request(topic, List.of(partition(partition, batch)), acks);
    }

    static PartitionProduceData partition(int partition, ByteBuffer batch) {
        return new PartitionProduceData().setIndex(partition).setRecords(MemoryRecords.readableRecords(batch));
    }

    static ProduceRequestData request(String topic, List<PartitionProduceData> partitions, short acks) {
        TopicProduceDataCollection topics = new TopicProduceDataCollection();
        topics.add(new TopicProduceData().setName(topic).setPartitionData(partitions));
        return new ProduceRequestData().setAcks(acks).setTimeoutMs(TIMEOUT_MS).setTopicData(topics);
    }

    @Override
    public Request next() {
        request.bytes().putInt(partitionAt, partitions.get(next));
        next = (next + 1) % partitions.size();
        return request;
    }

    @Override
    public void answered(ByteBuffer body, Tally tally) {
        ProduceResponseData answer = new ProduceResponseData(new ByteBufferAccessor(body), VERSION);
        answer.responses().forEach(topic -> topic.partitionResponses().forEach(partition -> {
            Errors error = Errors.forCode(partition.errorCode());
            if (error == Errors.NONE) {
                tally.gained(records, (long) records * valueBytes);
            } else {
                tally.refused(error);
            }
        }));
    }
}
