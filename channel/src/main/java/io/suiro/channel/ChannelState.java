package io.suiro.channel;

import java.time.Duration;

/** What health says of an incoming channel. */
sealed interface ChannelState {
    /** In words, for whoever looks at health. */
    String words();

    default boolean isLive() {
        return true;
    }

    default boolean isReady() {
        return true;
    }

    /** Waits for its group. */
    record Joining() implements ChannelState {
        @Override
        public String words() {
            return "joining";
        }

        @Override
        public boolean isReady() {
            return false;
        }
    }

    /**
     * Reads.
     *
     * @param unread records in the logs that it has not read yet; more than {@code room} is lagging
     */
    record Joined(int partitions, long unread, int room) implements ChannelState {
        @Override
        public String words() {
            return (unread > room ? "lagging, " + unread + " records behind" : "joined") + ", partitions: "
                    + partitions;
        }
    }

    /** Its group has more members than partitions: it takes over when one goes. */
    record Standby() implements ChannelState {
        @Override
        public String words() {
            return "standby";
        }
    }

    /** The application does not answer; which a restart may cure. */
    record Stalled(Duration after) implements ChannelState {
        @Override
        public String words() {
            return "stalled: no answer from the application for " + after;
        }

        @Override
        public boolean isLive() {
            return false;
        }

        @Override
        public boolean isReady() {
            return false;
        }
    }

    /** A record was refused, with failure-strategy=fail, or the log cannot be read. */
    record Failed(String reason) implements ChannelState {
        @Override
        public String words() {
            return "failed: " + reason;
        }

        @Override
        public boolean isLive() {
            return false;
        }

        @Override
        public boolean isReady() {
            return false;
        }
    }
}
