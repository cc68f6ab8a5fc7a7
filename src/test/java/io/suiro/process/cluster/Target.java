package io.suiro.process.cluster;

import java.nio.file.Path;
import java.util.Locale;

/** What is put under test. */
enum Target {
    SUIRO {
        @Override
        ClusterUnderTest in(Path directory) throws Exception {
            return new SuiroCluster(directory);
        }
    },
    KAFKA {
        @Override
        ClusterUnderTest in(Path directory) throws Exception {
            return new KafkaCluster(directory);
        }
    };

    /** With all its files in this directory; nothing runs yet. */
    abstract ClusterUnderTest in(Path directory) throws Exception;

    /** Chosen by {@code -Dsuiro.cluster=kafka}: what has to hold for Suiro is known to hold for Kafka. */
    static Target chosen() {
        return valueOf(System.getProperty("suiro.cluster", "suiro").toUpperCase(Locale.ROOT));
    }
}
