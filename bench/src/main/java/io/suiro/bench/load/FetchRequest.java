package io.suiro.bench.load;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;

/** A Fetch request without a session (KIP-227), whose offsets and partition can be changed. One thread. */
final class FetchRequest {
    private static final short VERSION = 12;
    private static final int MAX_WAIT_MS = 500;
    private static final int MAX_BYTES = 50 << 20;
    private static final long OFFSET_MARKER = 0x5A17B0CC_0FF5E700L;
    private static final int BEFORE_OFFSET_BYTES = 8; // partition int32, current leader epoch int32

    private final Request request;
    private final int[] offsetAt;

    /** @param maxBytes of each partition */
    FetchRequest(String topic, List<Integer> partitions, int maxBytes) {
        FetchTopic wanted = new FetchTopic()
                .setTopic(topic)
                .setPartitions(partitions.stream()
                        .map(partition -> new FetchPartition()
                                .setPartition(partition)
                                .setFetchOffset(OFFSET_MARKER)
                                .setPartitionMaxBytes(maxBytes))
                        .toList());
        request = Request.of(
                new FetchRequestData()
                        .setMaxWaitMs(MAX_WAIT_MS)
                        .setMinBytes(1)
                        .setMaxBytes(MAX_BYTES)
                        .setTopics(List.of(wanted)),
                VERSION);
        offsetAt = new int[partitions.size()];
        for (int i = 0, from = 0; i < offsetAt.length; i++, from++) {
            from = request.find(OFFSET_MARKER, from);
            offsetAt[i] = from;
        }
    }

    /** @param index in the list of partitions that the request was made of */
    FetchRequest offset(int index, long offset) {
        request.bytes().putLong(offsetAt[index], offset);
        return this;
    }

    /** Asks for another partition than the request was made of. */
    FetchRequest partition(int index, int partition) {
        request.bytes().putInt(offsetAt[index] - BEFORE_OFFSET_BYTES, partition);
        return this;
    }

    Request request() {
        return request;
    }

    /** The answer's partitions, in the order in which the broker put them. */
    static List<PartitionData> partitions(ByteBuffer body) {
        FetchResponseData answer = new FetchResponseData(new ByteBufferAccessor(body), VERSION);
        if (answer.errorCode() != 0) {
            throw Errors.forCode(answer.errorCode()).exception();
        }
        return answer.responses().isEmpty()
                ? List.of()
                : answer.responses().getFirst().partitions();
    }

    /** Not copied: valid as long as the body. */
    static FetchedBatches batches(PartitionData partition) {
        return new FetchedBatches(
                partition.records() instanceof MemoryRecords records ? records.buffer() : ByteBuffer.allocate(0));
    }
}
