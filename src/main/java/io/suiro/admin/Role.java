package io.suiro.admin;

import java.util.Locale;

/** What a user may do; each may do what those before it may. */
public enum Role {
    /** Look at everything, records among it. */
    VIEWER,
    /** Topics but for their deletion, records, settings of topics and groups, replicas, offsets, groups and transactions. */
    OPERATOR,
    /** Everything. */
    ADMIN;

    boolean reaches(Role needed) {
        return compareTo(needed) >= 0;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
