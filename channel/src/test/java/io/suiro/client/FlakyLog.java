package io.suiro.client;

import io.suiro.broker.Produce.Acks;
import io.suiro.broker.ProducedInTransaction;
import io.suiro.error.Outcome;
import io.suiro.log.Appended;
import io.suiro.record.Batch;
import io.suiro.record.RecordReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;

/**
 * A partition of one idempotent producer behind a bad network: requests are lost, or their answers are, some come late, and leaders refuse or are lost with what they had not
 * replicated. Checks epochs and sequences as a log does. One thread.
 */
final class FlakyLog implements PartitionWrites {
    private static final int CALM = 20;

    /** What the log keeps of a batch. */
    record Entry(short epoch, int firstSequence, List<Integer> values) {}

    final List<Entry> entries = new ArrayList<>();
    private final Random random;
    private final boolean losesTail;
    private final List<Entry> late = new ArrayList<>();
    /** Entries that no loss takes away: followers have them. */
    private int replicated;

    /** @param losesTail whether a leader that is lost takes with it what followers do not have, acknowledged or not: acks=1 */
    FlakyLog(Random random, boolean losesTail) {
        this.random = random;
        this.losesTail = losesTail;
    }

    @Override
    public CompletionStage<Outcome<Appended>> append(
            TopicPartition partition, ByteBuffer batch, ProducedInTransaction transaction, Acks acks, int timeoutMs) {
        Entry entry = entry(batch);
        Outcome<Appended> answer =
                switch (random.nextInt(CALM)) {
                    case 0 -> Outcome.failed(Errors.NOT_LEADER_OR_FOLLOWER);
                    case 1 -> Outcome.failed(Errors.NETWORK_EXCEPTION);
                    case 2 -> {
                        write(entry);
                        yield Outcome.failed(Errors.NETWORK_EXCEPTION);
                    }
                    case 3 -> {
                        late.add(entry);
                        yield Outcome.failed(Errors.REQUEST_TIMED_OUT);
                    }
                    case 4 -> {
                        loseTail();
                        yield Outcome.failed(Errors.NOT_LEADER_OR_FOLLOWER);
                    }
                    case 5 -> Outcome.failed(Errors.LEADER_NOT_AVAILABLE);
                    default -> write(entry);
                };
        if (random.nextInt(3) == 0) {
            late.forEach(this::write);
            late.clear();
        }
        return CompletableFuture.completedFuture(answer);
    }

    private void loseTail() {
        if (losesTail && entries.size() > replicated) {
            entries.subList(replicated + random.nextInt(entries.size() - replicated), entries.size())
                    .clear();
        }
        replicated = entries.size();
    }

    private Outcome<Appended> write(Entry entry) {
        long offset = 0;
        short epoch = -1;
        int next = 0;
        for (Entry one : entries) {
            if (one.epoch == entry.epoch && one.firstSequence == entry.firstSequence) {
                return Outcome.ok(new Appended(offset, offset + entry.values.size() - 1, -1, 0, true));
            }
            epoch = one.epoch;
            next = one.firstSequence + one.values.size();
            offset += one.values.size();
        }
        if (entry.epoch < epoch) {
            return Outcome.failed(Errors.INVALID_PRODUCER_EPOCH);
        }
        boolean fits = epoch < 0 || entry.firstSequence == (entry.epoch == epoch ? next : 0);
        if (!fits) {
            return Outcome.failed(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
        }
        entries.add(entry);
        return Outcome.ok(new Appended(offset, offset + entry.values.size() - 1, -1, 0, false));
    }

    private static Entry entry(ByteBuffer batch) {
        List<Integer> values = new ArrayList<>();
        try (RecordReader reader = RecordReader.of(batch, 0)) {
            while (reader.hasNext()) {
                ByteBuffer value = reader.next().value();
                values.add(value == null ? -1 : value.getInt(value.position()));
            }
        }
        return new Entry(Batch.producerEpoch(batch, 0), Batch.baseSequence(batch, 0), values);
    }

    List<Integer> values() {
        return entries.stream().flatMap(entry -> entry.values.stream()).toList();
    }
}
