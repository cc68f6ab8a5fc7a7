package io.suiro.wire.peer;

import java.util.HashSet;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Logs what goes wrong with another broker once, not with every attempt, until its connection has come about. Remembers
 * a bounded number, and is silent beyond it: anybody may knock. Any thread.
 */
final class Complaints {
    private static final Logger LOG = Logger.getLogger("io.suiro.wire.peer");
    private static final int MAX_REMEMBERED = 256;

    private final Set<Complaint> made = new HashSet<>();

    /** What strangers send is many things and one reason. */
    private record Complaint(String about, Refusal reason, String detail) {}

    /** The text is a whole sentence. */
    void complain(String about, Refusal reason, String text) {
        if (isNew(new Complaint(about, reason, reason == Refusal.MALFORMED ? "" : text))) {
            LOG.warn(text);
        } else {
            LOG.debug(text);
        }
    }

    synchronized void forget(String about) {
        made.removeIf(complaint -> complaint.about.equals(about));
    }

    private synchronized boolean isNew(Complaint complaint) {
        return made.size() < MAX_REMEMBERED && made.add(complaint);
    }
}
