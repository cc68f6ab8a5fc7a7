package io.suiro.cluster;

import io.suiro.cluster.raft.Membership;
import io.suiro.cluster.raft.Voter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells Raft who votes, from the bytes that it carries and cannot read. Bytes written by a newer Suiro throw {@link
 * UncheckedIOException}: whoever does not know the voters must not go on. Any thread.
 */
final class VotersOf implements Membership {

    /** The voters from this entry on, null if it does not change them; which costs a look at five bytes. */
    @Override
    public @Nullable List<Voter> ofEntry(byte[] entry) {
        try {
            return MetadataRecordCodec.voters(entry);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The voters as of the snapshot; empty in one from a time before there were any. */
    @Override
    public List<Voter> ofSnapshot(byte[] state) {
        try {
            return MetadataImageCodec.voters(state);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] entryOf(List<Voter> voters) {
        return MetadataRecordCodec.encode(List.of(new MetadataRecord.VotersChanged(voters)));
    }
}
