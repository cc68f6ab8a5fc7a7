package io.suiro.cluster;

import io.suiro.base.Disk;
import io.suiro.cluster.raft.MetadataCorruptException;
import io.suiro.cluster.raft.MetadataFiles;
import io.suiro.cluster.raft.MetadataRecovery;
import io.suiro.cluster.raft.Recovered;
import io.suiro.log.DirectoryLock;
import io.suiro.log.verify.Expected;
import io.suiro.log.verify.Finding;
import io.suiro.log.verify.Finding.Severity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/**
 * Reads the metadata log of a broker that is stopped as its next start will, and changes nothing. It can only be read as
 * a whole: where it is damaged, nothing is known of the metadata. One thread.
 */
public final class MetadataCheck {
    private final Disk disk;
    private final Path root;
    private final Path directory;
    private final List<Finding> findings = new ArrayList<>();
    private MetadataImage image = MetadataImage.EMPTY;
    private @Nullable String clusterId;

    private MetadataCheck(Disk disk, Path root, Path directory) {
        this.disk = disk;
        this.root = root;
        this.directory = directory;
    }

    /**
     * Reads the log.
     *
     * @param root what files are named relative to
     * @param clean whether the last end was clean, and left nothing half done
     * @throws IOException if another process uses the log
     */
    public static MetadataCheck run(Disk disk, Path root, Path directory, boolean clean) throws IOException {
        MetadataCheck check = new MetadataCheck(disk, root, directory);
        DirectoryLock lock = DirectoryLock.acquire(disk, directory);
        try {
            check.read(clean ? Severity.ERROR : Severity.WARNING);
        } catch (MetadataCorruptException e) {
            check.add(Severity.ERROR, e.file(), e.position(), e.complaint() + "; not repairable");
        } catch (IOException | IllegalStateException e) {
            check.add(Severity.ERROR, directory, Finding.NOWHERE, e.getMessage() + "; not repairable");
        } finally {
            lock.release();
        }
        return check;
    }

    private void read(Severity torn) throws IOException {
        Recovered recovered = MetadataRecovery.read(disk, directory);
        if (recovered.tornCreation() != null) {
            add(torn, recovered.tornCreation(), 0, "torn creation: the next start deletes it");
        }
        if (recovered.newest() != null && recovered.tornBytes() > 0) {
            add(
                    torn,
                    recovered.newest(),
                    recovered.newestBytes(),
                    "torn tail: the next start cuts off the last " + recovered.tornBytes() + " bytes");
        }
        MetadataFiles.Meta meta = recovered.checkedMeta(directory);
        image = MetadataReplay.image(recovered);
        clusterId = meta == null ? null : meta.clusterId();
    }

    private void add(Severity severity, Path file, long position, String what) {
        findings.add(new Finding(severity, root.relativize(file), position, what));
    }

    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** What the data directory of this broker is to hold; null if that cannot be read or nothing was ever written. */
    public @Nullable Expected expected(int nodeId) {
        if (clusterId == null) {
            return null;
        }
        Map<TopicPartition, Uuid> partitions = new HashMap<>();
        Set<String> compacted = new HashSet<>();
        for (TopicImage topic : image.topics().values()) {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
            String policy = image.configs(resource).get("cleanup.policy");
            if (policy != null && policy.contains("compact")) {
                compacted.add(topic.name());
            }
            for (int i = 0; i < topic.partitions().size(); i++) {
                if (topic.partitions().get(i).replicas().contains(nodeId)) {
                    partitions.put(new TopicPartition(topic.name(), i), topic.id());
                }
            }
        }
        return new Expected(clusterId, partitions, compacted);
    }
}
