package io.suiro.bench.load;

import io.suiro.bench.Batches;
import io.suiro.record.Codec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;

/** All partitions of a topic at once, led by one broker: a record for each, in one request, and reading them back. */
public final class EveryPartition {
    private static final short VERSION = 9;
    private static final short ACKS_ALL = -1;
    private static final int VALUE_BYTES = 100;
    private static final int FETCH_BYTES = 1 << 16;

    private EveryPartition() {}

    /** Returns once all are acknowledged. */
    public static void produce(Topic topic) throws IOException {
        ByteBuffer batch = Batches.of(Codec.NONE, 1, VALUE_BYTES, System.currentTimeMillis());
        List<Integer> partitions = topic.share(0, 1);
        var wanted = partitions.stream()
                .map(partition -> ProduceExchange.partition(partition, batch.duplicate()))
                .toList();
        try (Connection connection = Connection.open(topic.leader(partitions))) {
            var request = Request.of(ProduceExchange.request(topic.name(), wanted, ACKS_ALL), VERSION);
            var answer = new ProduceResponseData(new ByteBufferAccessor(connection.call(request)), VERSION);
            answer.responses().forEach(one -> one.partitionResponses()
                    .forEach(partition -> check(partition.errorCode(), topic, partition.index())));
        }
    }

    /** Reads from offset 0, as far as one fetch goes; the answer is how many records came. */
    public static long read(Topic topic) throws IOException {
        List<Integer> partitions = topic.share(0, 1);
        FetchRequest request = new FetchRequest(topic.name(), partitions, FETCH_BYTES);
        partitions.forEach(partition -> request.offset(partition, 0));
        long records = 0;
        try (Connection connection = Connection.open(topic.leader(partitions))) {
            for (PartitionData partition : FetchRequest.partitions(connection.call(request.request()))) {
                check(partition.errorCode(), topic, partition.partitionIndex());
                FetchedBatches batches = FetchRequest.batches(partition);
                while (batches.next()) {
                    records += batches.records();
                }
            }
        }
        return records;
    }

    private static void check(short errorCode, Topic topic, int partition) {
        Errors error = Errors.forCode(errorCode);
        if (error != Errors.NONE) {
            throw error.exception(topic.name() + "-" + partition + ": " + error.name());
        }
    }
}
