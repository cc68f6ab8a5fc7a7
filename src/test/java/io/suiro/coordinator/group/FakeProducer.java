package io.suiro.coordinator.group;

import io.suiro.record.TransactionMarker;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** A producer of the simulation and its transaction's coordinator: offsets are committed, then a marker is sent until it is acknowledged. */
final class FakeProducer {
    private final long producerId;
    private final GroupWorld world;
    private final List<Sent> sent = new ArrayList<>();
    private @Nullable TransactionMarker marker;
    private @Nullable CompletableFuture<Void> ending;

    /** An offset of the transaction at hand. */
    record Sent(int partition, long offset, CompletableFuture<TxnOffsetCommitResponseData> reply) {
        private boolean isGood() {
            return reply.isDone()
                    && !reply.isCompletedExceptionally()
                    && reply.join().topics().getFirst().partitions().getFirst().errorCode() == Errors.NONE.code();
        }
    }

    FakeProducer(long producerId, GroupWorld world) {
        this.producerId = producerId;
        this.world = world;
    }

    void step(Random random) {
        if (marker != null) {
            end(marker);
        } else if (sent.isEmpty() || random.nextInt(3) > 0) {
            commit(random.nextInt(3), random.nextInt(10) == 0);
        } else {
            boolean commits = random.nextInt(3) > 0 && sent.stream().allMatch(Sent::isGood);
            if (!commits) {
                world.onAbort(sent);
            }
            end(new TransactionMarker(producerId, (short) 0, commits, 0, 1));
        }
    }

    private void commit(int partition, boolean isRefused) {
        long offset = world.nextOffset();
        var request = GroupBench.transactionalRequest(producerId, 0, offset);
        request.topics().getFirst().partitions().getFirst().setPartitionIndex(partition);
        CompletableFuture<TxnOffsetCommitResponseData> reply = world.ask(
                (state, asker) -> new CommitOffsetsInTransaction(state, request, asker),
                isRefused ? Errors.CONCURRENT_TRANSACTIONS : Errors.NONE);
        sent.add(new Sent(partition, offset, reply));
    }

    private void end(TransactionMarker with) {
        marker = with;
        if (ending == null || ending.isCompletedExceptionally()) {
            ending = world.endTransaction(with);
        }
        if (ending.isDone() && !ending.isCompletedExceptionally()) {
            if (with.committed()) {
                world.onCommit(sent);
            }
            sent.clear();
            marker = null;
            ending = null;
        }
    }
}
