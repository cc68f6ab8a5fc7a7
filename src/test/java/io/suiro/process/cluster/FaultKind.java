package io.suiro.process.cluster;

/** What the nemesis can do. Every one of them must leave each acknowledged record where it is. */
enum FaultKind {
    KILL_LEADER("kill -9 of a leader"),
    KILL_FOLLOWER("kill -9 of the broker that leads least"),
    KILL_CONTROLLER("kill -9 of the controller"),
    KILL_TWO("kill -9 of two of three"),
    KILL_ALL("kill -9 of all"),
    PAUSE_LEADER("pause of a leader"),
    PAUSE_CONTROLLER("pause of the controller"),
    ROLLING_RESTART("rolling restart, SIGTERM"),
    LOST_DISK("kill -9 of a broker, and its disk lost"),
    CUT_LEADER("network of a leader cut"),
    CUT_CONTROLLER("network of the controller cut"),
    NOTHING("nothing, to compare with");

    private final String description;

    FaultKind(String description) {
        this.description = description;
    }

    String description() {
        return description;
    }

    boolean needsCut() {
        return this == CUT_LEADER || this == CUT_CONTROLLER;
    }
}
