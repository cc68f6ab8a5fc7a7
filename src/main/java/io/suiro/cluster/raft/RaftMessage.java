package io.suiro.cluster.raft;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.Uuid;

/**
 * What nodes tell each other. Who sends is known from the connection; the directory id says what it remembers, so that the
 * answer of a node which lost its disk is never taken for the voter's it was.
 */
public sealed interface RaftMessage {
    /** The sender's; but that of a {@link PreVote} is the one it would stand in. */
    long term();

    /**
     * Asks whether a vote would be given.
     *
     * @param lastIndex of the sender's log, -1 if it is empty
     * @param lastTerm of the entry there
     */
    record PreVote(long term, Uuid directoryId, long lastIndex, long lastTerm) implements RaftMessage {}

    /** Answers it; {@code asked} is the term it was for. */
    record PreVoteAnswer(long term, Uuid directoryId, long asked, boolean granted) implements RaftMessage {}

    /** Asks for a vote; {@code handedOver} if the leader wants it so, and is not to be defended. */
    record Vote(long term, Uuid directoryId, long lastIndex, long lastTerm, boolean handedOver)
            implements RaftMessage {}

    record VoteAnswer(long term, Uuid directoryId, boolean granted) implements RaftMessage {}

    /**
     * A leader's entries, or none to say that it is there.
     *
     * @param previousIndex of the entry before the first, -1 if there is none
     * @param commitIndex the leader's
     */
    record Append(long term, long previousIndex, long previousTerm, long commitIndex, List<LogEntry> entries)
            implements RaftMessage {}

    /**
     * The log is as the leader's up to the index.
     *
     * @param matchIndex what the append proved, which may be less than the log holds
     */
    record Appended(long term, Uuid directoryId, long matchIndex) implements RaftMessage {}

    /**
     * The entry before the first is missing or of another term.
     *
     * @param previousIndex that of the append
     * @param hintIndex the last entry that may be as the leader's
     * @param hintTerm of it
     */
    record Mismatch(long term, Uuid directoryId, long previousIndex, long hintIndex, long hintTerm)
            implements RaftMessage {}

    /** A part of a snapshot, of which {@code totalBytes} are to come; the chunk begins at {@code offset}. */
    record InstallSnapshot(long term, long lastIndex, long lastTerm, long totalBytes, long offset, ByteBuffer chunk)
            implements RaftMessage {}

    /** All bytes before the offset are there; the snapshot is in force if that is all. */
    record SnapshotReceived(long term, Uuid directoryId, long lastIndex, long offset) implements RaftMessage {}

    /** Stand for election at once: the leader hands over. */
    record TimeoutNow(long term) implements RaftMessage {}

    /** A node that hears no leader is there: the leader answers with an append. */
    record Hello(long term, Uuid directoryId) implements RaftMessage {}
}
