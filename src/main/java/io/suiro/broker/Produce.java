package io.suiro.broker;

import io.suiro.base.Scheduler;
import io.suiro.coordinator.TransactionAdmission;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import io.suiro.log.AppendOrigin;
import io.suiro.log.Appended;
import io.suiro.record.Batch;
import io.suiro.replica.Admission;
import io.suiro.replica.Partition;
import io.suiro.replica.Partitions;
import io.suiro.replica.PendingAppend;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;

/** The produce use case: batches for one partition, from whichever door. */
public final class Produce {
    private final Partitions partitions;
    private final Scheduler scheduler;
    private final Traffic traffic;
    private final TransactionAdmission admission;

    Produce(Partitions partitions, Scheduler scheduler, Traffic traffic, TransactionAdmission admission) {
        this.partitions = partitions;
        this.scheduler = scheduler;
        this.traffic = traffic;
        this.admission = admission;
    }

    /** What an acknowledgement waits for. */
    public enum Acks {
        /** Nothing: the answer, if anyone looks at it, comes with the append. */
        NONE,
        LEADER,
        ALL;

        /**
         * From the protocol's number.
         *
         * @throws Refused INVALID_REQUIRED_ACKS for anything but -1, 0 and 1
         */
        public static Acks of(short acks) {
            return switch (acks) {
                case -1 -> ALL;
                case 0 -> NONE;
                case 1 -> LEADER;
                default -> throw new Refused(Errors.INVALID_REQUIRED_ACKS);
            };
        }
    }

    /**
     * Appends in the order of the calls. The buffer is stamped in place and must stay untouched until the stage
     * completes, which it does in the turn of the partition's lane, or before this returns, and never exceptionally.
     *
     * @param transaction that transactional batches belong to
     * @param timeoutMs what waits longer for other replicas is answered with REQUEST_TIMED_OUT; its records are there, and may be
     *     committed later
     */
    public CompletionStage<Outcome<Appended>> append(
            TopicPartition topicPartition,
            ByteBuffer batches,
            ProducedInTransaction transaction,
            Acks acks,
            int timeoutMs) {
        int sizeInBytes = batches.remaining();
        boolean transactional = sizeInBytes >= Batch.HEADER_BYTES && Batch.isTransactional(batches, batches.position());
        Partition partition;
        PendingAppend pending;
        try {
            if (InternalTopics.contains(topicPartition.topic())) {
                throw new Refused(
                        Errors.INVALID_TOPIC_EXCEPTION, "Clients may not produce to " + topicPartition.topic() + ".");
            }
            partition = partitions.get(topicPartition);
            pending = transactional
                    ? partition
                            .appending()
                            .appendAdmitted(batches, acks == Acks.ALL, admission(topicPartition, transaction))
                    : partition.appending().append(batches, AppendOrigin.CLIENT, acks == Acks.ALL);
        } catch (Refused e) {
            return CompletableFuture.completedFuture(Outcome.failed(e.code(), e.detail()));
        }
        CompletableFuture<Appended> awaited = acks == Acks.ALL ? pending.acknowledged() : pending.appended();
        if (acks == Acks.ALL && !awaited.isDone() && partition.isReplicated()) {
            if (transactional) {
                // Not before: an answer would free the buffer of what is still to be appended.
                var _ = pending.appended().thenRun(() -> limit(pending, partition, timeoutMs));
            } else {
                limit(pending, partition, timeoutMs);
            }
        }
        return awaited.handle((appended, failure) -> {
            if (failure != null) {
                return Outcomes.failed(failure);
            }
            if (!appended.duplicate()) {
                traffic.produced(appended.lastOffset() - appended.firstOffset() + 1, sizeInBytes);
            }
            return Outcome.ok(appended);
        });
    }

    private Admission admission(TopicPartition topicPartition, ProducedInTransaction transaction) {
        String transactionalId = transaction.transactionalId();
        if (transactionalId == null) {
            throw new Refused(
                    Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
                    "A transactional batch needs the transactional id of its producer.");
        }
        return guard -> admission
                .admit(transactionalId, guard.producerId(), guard.producerEpoch(), topicPartition, transaction.kind())
                .thenApply(transaction::told);
    }

    private void limit(PendingAppend pending, Partition partition, int timeoutMs) {
        Scheduler.Timer timer = scheduler.schedule(
                timeoutMs, () -> partition.lane().execute(() -> timeOut(pending, partition, timeoutMs)));
        var _ = pending.acknowledged().whenComplete((appended, failure) -> timer.cancel());
    }

    /** On the lane, so behind the append. */
    private static void timeOut(PendingAppend pending, Partition partition, int timeoutMs) {
        if (!pending.acknowledged().isDone()) {
            long endOffset = pending.appended().resultNow().lastOffset() + 1;
            pending.acknowledged()
                    .completeExceptionally(new Refused(
                            Errors.REQUEST_TIMED_OUT,
                            "Its leader has it, and has waited " + timeoutMs + " ms for " + partition.awaited(endOffset)
                                    + "."));
        }
    }
}
