package io.suiro.bench.load;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;

/** Fetches of one partition each, for some cursors in turn; what comes is counted and discarded. */
final class FetchExchange implements Exchange {
    private final List<Cursor> cursors;
    private final FetchRequest request;
    private int asking;
    private int answering;

    /** @param cursors as many as requests are in flight, since each goes on where its last answer ended */
    FetchExchange(String topic, List<Cursor> cursors, int fetchBytes) {
        this.cursors = cursors;
        this.request = new FetchRequest(topic, List.of(0), fetchBytes);
    }

    @Override
    public Request next() {
        Cursor cursor = cursors.get(asking);
        asking = (asking + 1) % cursors.size();
        return request.partition(0, cursor.partition())
                .offset(0, cursor.offset())
                .request();
    }

    @Override
    public void answered(ByteBuffer body, Tally tally) {
        Cursor cursor = cursors.get(answering);
        answering = (answering + 1) % cursors.size();
        for (PartitionData partition : FetchRequest.partitions(body)) {
            Errors error = Errors.forCode(partition.errorCode());
            if (error == Errors.NONE) {
                take(cursor, partition, tally);
            } else {
                tally.refused(error);
                cursor.leave();
            }
        }
    }

    private static void take(Cursor cursor, PartitionData partition, Tally tally) {
        FetchedBatches batches = FetchRequest.batches(partition);
        long records = 0;
        long nextOffset = -1;
        while (batches.next()) {
            records += batches.records();
            nextOffset = batches.nextOffset();
        }
        tally.gained(records, partition.records().sizeInBytes());
        if (nextOffset < 0) {
            cursor.leave();
        } else {
            cursor.advanceTo(nextOffset);
        }
    }
}
