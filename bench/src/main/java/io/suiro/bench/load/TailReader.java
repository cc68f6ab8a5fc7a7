package io.suiro.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;

/** A consumer at the tail: one long poll of all partitions after another. One thread. */
final class TailReader {
    private static final int FETCH_BYTES = 1 << 20;

    private final Connection connection;
    private final TimedRecord record;
    private final FetchRequest request;
    private final Tally tally = new Tally();

    TailReader(Connection connection, Topic topic, TimedRecord record, long[] offsets) {
        this.connection = connection;
        this.record = record;
        this.request = new FetchRequest(topic.name(), topic.share(0, 1), FETCH_BYTES);
        IntStream.range(0, offsets.length).forEach(partition -> request.offset(partition, offsets[partition]));
    }

    /** Waits for records, or half a second; the latency counts of those that were due at this moment or later. */
    int poll(long measuredFrom) throws IOException {
        connection.send(request.request());
        ByteBuffer body = connection.receive();
        long now = System.nanoTime();
        int records = 0;
        for (PartitionData partition : FetchRequest.partitions(body)) {
            Errors error = Errors.forCode(partition.errorCode());
            if (error != Errors.NONE) {
                tally.refused(error);
            } else {
                records += take(partition, now, measuredFrom);
            }
        }
        return records;
    }

    private int take(PartitionData partition, long now, long measuredFrom) {
        FetchedBatches batches = FetchRequest.batches(partition);
        int records = 0;
        while (batches.next()) {
            long due = record.dueOf(batches);
            if (due - measuredFrom >= 0) {
                tally.answered(now - due);
            }
            tally.gained(1, 0);
            request.offset(partition.partitionIndex(), batches.nextOffset());
            records++;
        }
        return records;
    }

    Tally tally() {
        return tally;
    }
}
