package io.suiro.cluster.raft;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What consensus has to know of the meaning of entries: who votes. Pure. */
public interface Membership {
    /** The voters from this entry on; null if it changes nothing about them. */
    @Nullable
    List<Voter> ofEntry(byte[] entry);

    /** The voters that the state names; empty if it names none. */
    List<Voter> ofSnapshot(byte[] state);

    /** The entry of which {@link #ofEntry} says that these are the voters. */
    byte[] entryOf(List<Voter> voters);
}
