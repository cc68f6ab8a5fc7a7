package io.suiro.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.FileSystemDisk;
import io.suiro.base.Scheduler;
import io.suiro.base.SimulatedTime;
import io.suiro.broker.FetchRecords.Limits;
import io.suiro.broker.FetchRecords.Reading;
import io.suiro.log.AppendOrigin;
import io.suiro.replica.PartitionFixture;
import io.suiro.replica.PendingAppend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParkedFetchTest {
    private static final Limits LIMITS = new Limits(500, 1, 1000, false);
    private static final Reading NOTHING = new Reading(List.of(), 0, 0, false);
    private static final Reading ENOUGH = new Reading(List.of(), 1, 100, false);

    private final SimulatedTime time = new SimulatedTime();

    @TempDir
    private Path root;

    private PartitionFixture orders;

    @BeforeEach
    void open() throws IOException {
        orders = new PartitionFixture(new FileSystemDisk(), root, Map.of());
    }

    @Test
    void anAppendWakesIt() {
        AtomicInteger readings = new AtomicInteger();
        CompletableFuture<Reading> answer = park(time, () -> readings.incrementAndGet() > 1 ? ENOUGH : NOTHING);
        assertThat(answer).isNotDone();

        append();

        assertThat(answer).isCompletedWithValue(ENOUGH);
        assertThat(time.pending()).isZero();
        append();
        assertThat(readings).hasValue(2);
    }

    @Test
    void theDeadlineAnswersWithWhatThereIs() {
        CompletableFuture<Reading> answer = park(time, () -> NOTHING);

        time.advance(500, () -> {});

        assertThat(answer).isCompletedWithValue(NOTHING);
    }

    @Test
    void aDeadlineThatPassesAtOnceFindsTheWatchersThatItRemoves() {
        AtomicInteger readings = new AtomicInteger();
        Scheduler hasty = (delayMs, task) -> {
            append();
            assertThat(readings).as("readings that an append has caused").hasValue(1);
            task.run();
            return () -> {};
        };

        CompletableFuture<Reading> answer = park(hasty, () -> {
            readings.incrementAndGet();
            return NOTHING;
        });

        assertThat(answer).isCompletedWithValue(NOTHING);
    }

    @Test
    void aReadingThatFailsIsToldToTheFetchAndNotToTheProducerWhoWokeIt() {
        AtomicInteger readings = new AtomicInteger();
        CompletableFuture<Reading> answer = park(time, () -> {
            if (readings.incrementAndGet() > 1) {
                throw new IllegalStateException("as the test asked");
            }
            return NOTHING;
        });

        PendingAppend appended = append();

        assertThat(appended.acknowledged()).isCompletedWithValueMatching(done -> done.lastOffset() == 0);
        assertThat(answer).isCompletedExceptionally();
        assertThat(time.pending()).isZero();
    }

    private CompletableFuture<Reading> park(Scheduler scheduler, Supplier<Reading> read) {
        ParkedFetch parked = new ParkedFetch(read, LIMITS, List.of(orders.partition), Runnable::run);
        return parked.park(scheduler).toCompletableFuture();
    }

    private PendingAppend append() {
        PendingAppend pending =
                orders.partition.appending().append(PartitionFixture.batch("value"), AppendOrigin.CLIENT, true);
        orders.lane.runAll();
        return pending;
    }
}
