package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.AddVoter;
import io.suiro.cluster.MetadataCommand.ChangeVoters;
import io.suiro.cluster.MetadataCommand.RemoveVoter;
import io.suiro.cluster.raft.ProposalRefused;
import io.suiro.cluster.raft.Raft;
import io.suiro.cluster.raft.Voter;
import io.suiro.error.Refused;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Decides commands while this broker leads, each on the image with everything that was proposed before it, and remembers what
 * is proposed until the log says what became of it. Lane only.
 */
final class Decider {
    private static final Logger LOG = System.getLogger(Decider.class.getName());

    /** A group stays below this, so that a flood of commands cannot put off every answer. */
    private static final int GROUP_BYTES = 1 << 20;

    private final Raft raft;
    private final DecisionContext context;
    private final Consumer<List<Pending<?>>> again;
    private final ArrayDeque<Proposed> proposed = new ArrayDeque<>();
    private boolean active;
    private MetadataImage latest = MetadataImage.EMPTY;

    /** An entry that waits to be committed, and what is answered then: its own command and those that changed nothing. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Proposed(
            long index, byte[] entry, MetadataImage before, MetadataImage after, List<Pending<?>> answers) {}

    /**
     * What an entry of the log means to those who wait.
     *
     * @param image after the entry, if it was decided here; else it must be applied
     */
    record Committed(@Nullable MetadataImage image, List<Pending<?>> answers) {
        private static final Committed FOREIGN = new Committed(null, List.of());
    }

    /** @param again takes back commands of which nothing happened */
    Decider(Raft raft, DecisionContext context, Consumer<List<Pending<?>>> again) {
        this.raft = raft;
        this.context = new DecisionContext(context.statics(), context.topicIds(), this::hasCaughtUp);
        this.again = again;
    }

    private boolean hasCaughtUp(Voter voter) {
        return voter.equals(raft.self())
                || raft.progress().stream()
                        .anyMatch(peer -> peer.nodeId() == voter.id()
                                && peer.directoryId().equals(voter.directoryId())
                                && peer.matchIndex() >= raft.commitIndex());
    }

    boolean isActive() {
        return active;
    }

    void lead(MetadataImage image) {
        active = true;
        latest = image;
    }

    /** What is proposed may still come, and is waited for. */
    void follow() {
        active = false;
    }

    /** Gives up on what is proposed, and answers who waits for it. */
    List<Pending<?>> giveUp() {
        List<Pending<?>> inDoubt =
                proposed.stream().flatMap(one -> one.answers.stream()).toList();
        proposed.clear();
        return inDoubt;
    }

    void decide(List<Pending<?>> waiting, long committedIndex, Publisher publisher) {
        List<Proposed> group = new ArrayList<>();
        int bytes = 0;
        for (Pending<?> next : waiting) {
            boolean alone = changesVoters(next.command()); // the log may refuse it
            if (alone && !group.isEmpty()) {
                propose(group);
                group = new ArrayList<>();
                bytes = 0;
            }
            List<MetadataRecord> records;
            MetadataImage before = latest;
            try {
                records = next.decide(before, context);
                latest = records.isEmpty() ? before : MetadataApply.apply(before, before.index() + 1, records);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "deciding " + next.command() + " failed", e);
                next.refuse(new Refused(Errors.UNKNOWN_SERVER_ERROR));
                continue;
            }
            if (!records.isEmpty()) {
                byte[] entry = MetadataRecordCodec.encode(records);
                group.add(new Proposed(latest.index(), entry, before, latest, new ArrayList<>(List.of(next))));
                bytes += entry.length;
            } else if (!group.isEmpty()) {
                group.getLast().answers.add(next);
            } else if (!proposed.isEmpty()) {
                proposed.getLast().answers.add(next);
            } else {
                publisher.when(committedIndex, next::release);
            }
            if ((alone && !group.isEmpty()) || bytes >= GROUP_BYTES) {
                propose(group);
                group = new ArrayList<>();
                bytes = 0;
            }
        }
        if (!group.isEmpty()) {
            propose(group);
        }
    }

    private static boolean changesVoters(MetadataCommand<?> command) {
        return command instanceof ChangeVoters || command instanceof AddVoter || command instanceof RemoveVoter;
    }

    private void propose(List<Proposed> group) {
        try {
            raft.propose(group.stream().map(Proposed::entry).toList());
            proposed.addAll(group);
        } catch (ProposalRefused e) {
            latest = group.getFirst().before;
            List<Pending<?>> waiting =
                    group.stream().flatMap(one -> one.answers.stream()).toList();
            switch (e.reason()) {
                case NOT_LEADER, TRANSFERRING -> again.accept(waiting);
                case VOTERS_NOT_SETTLED, NOT_ONE_VOTER_AT_A_TIME ->
                    refuse(waiting, Errors.REQUEST_TIMED_OUT, "Another change of voters is not through yet.");
                case NO_ROOM -> refuse(waiting, Errors.KAFKA_STORAGE_ERROR, "There is no room to store the change.");
            }
        }
    }

    private static void refuse(List<Pending<?>> waiting, Errors code, String detail) {
        Refused refused = new Refused(code, detail);
        waiting.forEach(pending -> pending.refuse(refused));
    }

    /** The log has committed the entry, which may be one of ours. */
    @SuppressWarnings("ReferenceEquality") // the very image that it was decided on, or else it is applied anew
    Committed committed(long index, byte[] entry, MetadataImage before) {
        Proposed first = proposed.peek();
        if (first == null || first.index > index) {
            return Committed.FOREIGN;
        }
        if (!Arrays.equals(first.entry, entry)) {
            again.accept(giveUp()); // another leader's is there, and none of those behind ours will come
            return Committed.FOREIGN;
        }
        proposed.remove();
        return new Committed(first.before == before ? first.after : null, first.answers);
    }

    /** A snapshot has taken the place of entries, so that nobody can say which they were. */
    void skippedTo(long index) {
        Refused doubt =
                new Refused(Errors.REQUEST_TIMED_OUT, "The controller changed; it is not known what became of it.");
        while (!proposed.isEmpty() && proposed.peek().index <= index) {
            proposed.remove().answers.forEach(pending -> pending.refuse(doubt));
        }
    }
}
