package io.suiro.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.server.util.KafkaScheduler;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.apache.kafka.storage.internals.log.LogDirFailureChannel;
import org.apache.kafka.storage.internals.log.ProducerStateManagerConfig;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import org.apache.kafka.storage.log.metrics.BrokerTopicStats;
import org.jspecify.annotations.Nullable;

/** A partition's directory, opened as Apache Kafka opens it. */
final class KafkaLog {
    private KafkaLog() {}

    /**
     * Recovers it, or begins it.
     *
     * @param configs of the topic, by Kafka's names
     * @param clean whether it was closed in order
     * @param topicId null to go by the directory's
     */
    static UnifiedLog open(
            Path partition,
            Map<String, ?> configs,
            KafkaScheduler scheduler,
            Time time,
            boolean clean,
            @Nullable Uuid topicId)
            throws IOException {
        return UnifiedLog.create(
                partition.toFile(),
                new LogConfig(configs),
                0,
                0,
                scheduler,
                new BrokerTopicStats(),
                time,
                300_000,
                new ProducerStateManagerConfig(86_400_000, false),
                600_000,
                new LogDirFailureChannel(1),
                clean,
                Optional.ofNullable(topicId));
    }
}
