package io.suiro.app;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.suiro.replica.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an operator sets before the start: every {@code suiro.*} key there is. Values come from system properties, the
 * environment ({@code suiro.wire.port} is {@code SUIRO_WIRE_PORT}), {@code config/application.properties} in the
 * working directory and the defaults below, in this order. A value that is out of bounds stops the start.
 */
@ConfigMapping(prefix = "suiro")
public interface SuiroConfig {
    /** Directory of this broker's records and metadata; created if absent, used by one broker at a time. */
    @WithDefault("data")
    Path data();

    /** Broker defaults under Kafka's own names, as in {@code suiro.set."log.retention.hours"=24}. */
    Map<String, String> set();

    /** Who this broker is. */
    Node node();

    /** Where Kafka clients reach it. */
    Wire wire();

    /** Consumer groups. */
    Groups groups();

    /** What an acknowledgement promises. */
    Log log();

    /** Administration by HTTP. */
    Admin admin();

    /** What is measured. */
    Metrics metrics();

    /** The other brokers. */
    Cluster cluster();

    /** Who may ask the admin door. */
    interface Admin {
        /**
         * A file with those who may, and their passwords: lines {@code NAME:ROLE:PASSWORD}, the role viewer, operator or admin. Absent: everybody may do everything.
         */
        Optional<Path> users();

        /**
         * Names by which browsers and programs reach the HTTP port, without scheme and port. Where there are no users a request under any other is refused, unless it names an
         * address or localhost.
         */
        Optional<List<@WithConverter(Bounds.Name.class) String>> hosts();
    }

    /** How brokers find, trust and watch one another. */
    interface Cluster {
        /**
         * Addresses (host:port) of the brokers that form the cluster, this one included; a name that stands for several
         * addresses stands for all of them. Absent: a single broker, which listens for no other.
         */
        Optional<List<@WithConverter(Bounds.Name.class) String>> peers();

        /**
         * How many brokers must have answered before one of them founds the cluster; absent: one at each address. For a name
         * that at first may stand for some of them only. Once there is a cluster it means nothing.
         */
        Optional<@WithConverter(Bounds.Positive.class) Integer> expected();

        /** Address to listen on for other brokers; anything but loopback takes a secret. */
        @WithDefault("127.0.0.1")
        @WithConverter(Bounds.Name.class)
        String host();

        /** Port to listen on for other brokers; 0 takes a free one. */
        @WithDefault("9292")
        @WithConverter(Bounds.Port.class)
        int port();

        /** Name that other brokers are told to connect to; absent: the address it listens on, or this machine's name. */
        Optional<String> advertisedHost();

        /** Port that other brokers are told to connect to; absent: the port it listens on. */
        Optional<@WithConverter(Bounds.PeerPort.class) Integer> advertisedPort();

        /** What brokers of this cluster know and strangers do not, at least 16 random characters. */
        Optional<String> secret();

        /** How many brokers vote on metadata, if there are so many; the others learn. */
        @WithDefault("3")
        @WithConverter(Bounds.Positive.class)
        int voters();

        /** Between two heartbeats of a broker to the controller. */
        @WithDefault("200ms")
        @WithConverter(Bounds.Pace.class)
        Duration heartbeatInterval();

        /** A broker that is silent for so long is fenced: others lead its partitions. */
        @WithDefault("2500ms")
        @WithConverter(Bounds.Patience.class)
        Duration sessionTimeout();

        /** Voters that hear nothing of the controller for so long, and up to as long again, elect another. */
        @WithDefault("1s")
        @WithConverter(Bounds.Patience.class)
        Duration electionTimeout();
    }

    /** How many time series there may be, and how often what they cost is spent. */
    interface Metrics {
        /** Topics that have time series of their own: the largest here. The others share theirs. */
        @WithDefault("100")
        @WithConverter(Bounds.NotNegative.class)
        int maxTopics();

        /** Groups that have time series of their own for how far they are behind: those that are furthest. */
        @WithDefault("100")
        @WithConverter(Bounds.NotNegative.class)
        int maxGroups();

        /** Between two looks at how far groups are behind. */
        @WithDefault("15s")
        @WithConverter(Bounds.Patience.class)
        Duration groupLagInterval();
    }

    /** The log. */
    interface Log {
        /**
         * {@code replicated}: acks=all means in the page cache of every in-sync replica, as in Kafka; {@code fsync}: and
         * forced to the disk.
         */
        @WithDefault("replicated")
        Durability durability();

        /**
         * How many bytes a second of data at rest are read again at most, to find what the disk has damaged; 0 for not
         * at all.
         */
        @WithDefault("4M")
        MemorySize scrubRate();

        /** Time from the beginning of one pass over all data to that of the next, if it takes no longer. */
        @WithDefault("7d")
        @WithConverter(Bounds.Period.class)
        Duration scrubInterval();
    }

    /** The identity of a broker. */
    interface Node {
        /**
         * Kafka's node.id; it must not change during the life of a data directory. Absent: that of the data directory, 0 for
         * a new one.
         */
        Optional<@WithConverter(Bounds.NotNegative.class) Integer> id();
    }

    /** How promptly groups act: what Kafka has no setting for, and what stands in for its settings where nobody has set them. */
    interface Groups {
        /**
         * How long a classic group that was empty waits for further members after each that comes; only unless
         * {@code group.initial.rebalance.delay.ms} is set.
         */
        @WithDefault("500ms")
        @WithConverter(Bounds.Delay.class)
        Duration initialRebalanceDelay();

        /**
         * Between two heartbeats of a member of a consumer group (KIP-848) while there is nothing to do, with more than
         * a thousand members on the broker a millisecond for each; only unless {@code group.consumer.heartbeat.interval.ms}, which
         * it never exceeds, is set.
         */
        @WithDefault("1s")
        @WithConverter(Bounds.Pace.class)
        Duration heartbeatInterval();

        /**
         * A member of a consumer group (KIP-848) that is silent for so long is gone, and for at least four heartbeat intervals; only
         * unless {@code group.consumer.session.timeout.ms} is set.
         */
        @WithDefault("8s")
        @WithConverter(Bounds.Patience.class)
        Duration silenceTimeout();

        /**
         * How late a member whose connection has ended may be with its next heartbeat before it is gone; static members are not
         * asked. Longer than a session it has no effect.
         */
        @WithDefault("800ms")
        @WithConverter(Bounds.Delay.class)
        Duration disconnectGrace();

        /**
         * Heartbeat interval handed out to members of a consumer group (KIP-848) while it reconciles, so that a
         * rebalance does not wait for {@code group.consumer.heartbeat.interval.ms}; longer ones have no effect.
         */
        @WithDefault("200ms")
        @WithConverter(Bounds.Pace.class)
        Duration reconciliationHeartbeatInterval();
    }

    /** The Kafka door. */
    interface Wire {
        /** Address to listen on, a name or a number; 0.0.0.0 or :: for all interfaces. */
        @WithDefault("127.0.0.1")
        @WithConverter(Bounds.Name.class)
        String host();

        /** Port to listen on; 0 takes a free one. */
        @WithDefault("9092")
        @WithConverter(Bounds.Port.class)
        int port();

        /** Name that clients are told to connect to; absent: the address it listens on, or this machine's name. */
        Optional<String> advertisedHost();

        /** Port that clients are told to connect to; absent: the port it listens on. */
        Optional<@WithConverter(Bounds.PeerPort.class) Integer> advertisedPort();
    }
}
