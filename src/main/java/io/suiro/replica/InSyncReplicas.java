package io.suiro.replica;

import io.suiro.cluster.PartitionImage;
import io.suiro.error.Outcome;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The in-sync replicas of a partition as its leader knows them: those that the controller has committed, and a change that it has been
 * asked for. Until that is decided both count, each where it is the stricter: the <em>maximal</em> set must hold a record before it is
 * committed, the committed one decides whether there are enough.
 *
 * <pre>
 * committed ── propose ──▶ in flight ── a later partition epoch, from the answer or the metadata ──▶ committed
 *                              ├── refused and certainly not made ──▶ committed as before, looked at again after a while
 *                              ├── refused because this leader knows too little ──▶ waits for the metadata
 *                              └── nobody knows ──▶ asked again, after a while
 * </pre>
 *
 * Lane only, but for {@link #committed} and {@link #maximalHas}. Source: KIP-497.
 */
final class InSyncReplicas {
    private static final long RETRY_MS = 100;

    private final PartitionId id;
    private final int leaderEpoch;
    private final Replication replication;
    private final Later later;
    private final Listener listener;
    private volatile List<Integer> committed;
    private int partitionEpoch;
    private volatile @Nullable Proposal proposal;
    private int proposals;

    /** A change in flight. */
    private record Proposal(int number, List<Integer> isr, List<Long> brokerEpochs, int partitionEpoch) {}

    /** Which partition it is. */
    record PartitionId(Uuid topicId, int partition) {}

    /** Runs a task on the lane, soon or after a while. */
    interface Later {
        void run(long delayMs, Runnable task);
    }

    /** Told on the lane. */
    interface Listener {
        /** The committed set may be another, and there is no change in flight. */
        void committed();

        /** The maximal set is the committed one again: the change was not made. */
        void withdrawn();

        /** A while after that: what was refused may be right by now, and nothing else may bring it about. */
        void lookAgain();
    }

    InSyncReplicas(PartitionId id, PartitionImage image, Replication replication, Later later, Listener listener) {
        this.id = id;
        this.leaderEpoch = image.leaderEpoch();
        this.replication = replication;
        this.later = later;
        this.listener = listener;
        this.committed = image.isr();
        this.partitionEpoch = image.partitionEpoch();
    }

    /** Any thread. */
    List<Integer> committed() {
        return committed;
    }

    /** Any thread. */
    boolean maximalHas(int brokerId) {
        Proposal asked = proposal;
        return committed.contains(brokerId) || (asked != null && asked.isr.contains(brokerId));
    }

    boolean isChanging() {
        return proposal != null;
    }

    /** Does nothing while a change is in flight. */
    void propose(List<Integer> isr, List<Long> brokerEpochs) {
        if (proposal == null) {
            Proposal asked = new Proposal(++proposals, isr, brokerEpochs, partitionEpoch);
            proposal = asked;
            ask(asked);
        }
    }

    private void ask(Proposal asked) {
        replication
                .isrChanges()
                .alter(id.topicId, id.partition, leaderEpoch, asked.partitionEpoch, asked.isr, asked.brokerEpochs)
                .whenComplete((outcome, failure) -> later.run(0, () -> answered(asked, outcome)));
    }

    private void answered(Proposal asked, @Nullable Outcome<PartitionImage> outcome) {
        if (!asked.equals(proposal)) {
            return;
        }
        switch (outcome) {
            case Outcome.Ok<PartitionImage>(PartitionImage image) -> {
                commit(image);
                if (asked.equals(proposal) && image.partitionEpoch() == partitionEpoch) {
                    withdraw(); // it was so already
                }
            }
            case Outcome.Failed<PartitionImage>(Errors code, String detail) -> refused(asked, code);
            case null -> askAgain(asked);
        }
    }

    private void refused(Proposal asked, Errors code) {
        switch (code) {
            case OPERATION_NOT_ATTEMPTED, INELIGIBLE_REPLICA -> withdraw();
            // It may have been made by an earlier attempt: the metadata will tell.
            case INVALID_UPDATE_VERSION,
                    FENCED_LEADER_EPOCH,
                    NEW_LEADER_ELECTED,
                    INVALID_REQUEST,
                    UNKNOWN_TOPIC_ID,
                    UNKNOWN_TOPIC_OR_PARTITION -> {}
            default -> askAgain(asked);
        }
    }

    private void withdraw() {
        proposal = null;
        listener.withdrawn();
        later.run(RETRY_MS, listener::lookAgain);
    }

    private void askAgain(Proposal asked) {
        later.run(RETRY_MS, () -> {
            if (asked.equals(proposal)) {
                ask(asked);
            }
        });
    }

    /** What the controller has decided, of this leader epoch; what is not later than what is known changes nothing. */
    void commit(PartitionImage image) {
        if (image.leaderEpoch() == leaderEpoch && image.partitionEpoch() > partitionEpoch) {
            partitionEpoch = image.partitionEpoch();
            committed = image.isr();
            proposal = null;
            listener.committed();
        }
    }
}
