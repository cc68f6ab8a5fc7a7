package io.suiro.bench;

import io.suiro.base.Clock;
import io.suiro.base.FileSystemDisk;
import io.suiro.config.EffectiveSettings;
import io.suiro.config.StaticSettings;
import io.suiro.log.LogConfig;
import io.suiro.log.LogDirectory;
import io.suiro.log.PartitionLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** A partition's log in the default temporary directory, deleted at the end. One thread. */
final class TemporaryLog implements AutoCloseable {
    private static final String TOPIC = "bench";

    private final FileSystemDisk disk = new FileSystemDisk();
    private final Path root;
    private final LogDirectory directory;
    private final PartitionLog log;

    /** @param settings of the topic, where they differ from Kafka's defaults */
    TemporaryLog(Map<String, String> settings) throws IOException {
        root = Files.createTempDirectory("suiro-bench");
        directory = LogDirectory.open(disk, root, "bench", 0, Clock.SYSTEM);
        EffectiveSettings defaults = EffectiveSettings.of(StaticSettings.defaults(0));
        LogConfig config = LogConfig.of(
                name -> settings.getOrDefault(name, defaults.topicValue(TOPIC, name)),
                defaults.longOf("producer.id.expiration.ms"));
        log = directory.openLog(new TopicPartition(TOPIC, 0), Uuid.randomUuid(), config);
        directory.forceCreated();
    }

    PartitionLog log() {
        return log;
    }

    /** Deletes what the log's settings do not keep, files included. */
    void retain() throws IOException {
        log.retain(System.currentTimeMillis(), log.logEndOffset());
        directory.purge(System.currentTimeMillis());
    }

    @Override
    public void close() throws IOException {
        directory.close();
        disk.delete(root);
    }
}
