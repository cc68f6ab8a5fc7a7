package io.suiro.tool.adopt;

import io.suiro.base.Disk;
import io.suiro.cluster.MetadataDirectory;
import io.suiro.cluster.kraft.KraftMetadata;
import io.suiro.log.DirectoryIdentity;
import io.suiro.log.DirectoryLock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where things lie that are taken over. While it is open neither Kafka nor Suiro can start on it.
 *
 * <pre>
 * data/       meta.properties, partitions; in the end __cluster_metadata, Suiro's
 * metadata/   meta.properties, __cluster_metadata-0, in the end named __cluster_metadata-0.adopted; mostly the same directory
 * </pre>
 */
final class KafkaDirectory implements Closeable {
    /** Neither Kafka nor Suiro takes a directory of that name for a partition. */
    private static final String KEPT = KraftMetadata.DIRECTORY + ".adopted";

    private final Path data;
    private final Path metadata;
    private final DirectoryIdentity identity;
    private final List<DirectoryLock> locks;

    private KafkaDirectory(Path data, Path metadata, DirectoryIdentity identity, List<DirectoryLock> locks) {
        this.data = data;
        this.metadata = metadata;
        this.identity = identity;
        this.locks = locks;
    }

    /**
     * Takes the locks that Kafka itself takes.
     *
     * @throws IOException also if somebody uses either directory, or they are not of one broker
     */
    static KafkaDirectory lock(Disk disk, Path data, Path metadata) throws IOException {
        DirectoryIdentity identity = identity(disk, data);
        DirectoryIdentity other = identity(disk, metadata);
        if (!other.clusterId().equals(identity.clusterId()) || other.nodeId() != identity.nodeId()) {
            throw new IOException(metadata + " is of cluster " + other.clusterId() + ", node " + other.nodeId()
                    + ", and " + data + " of cluster " + identity.clusterId() + ", node " + identity.nodeId());
        }
        KafkaDirectory directory = new KafkaDirectory(data, metadata, identity, new ArrayList<>());
        try {
            directory.locks.add(DirectoryLock.acquire(disk, data));
            if (!data.toAbsolutePath()
                    .normalize()
                    .equals(metadata.toAbsolutePath().normalize())) {
                directory.locks.add(DirectoryLock.acquire(disk, metadata));
            }
            return directory;
        } catch (IOException e) {
            directory.close();
            throw e;
        }
    }

    private static DirectoryIdentity identity(Disk disk, Path directory) throws IOException {
        if (!disk.exists(directory)) {
            throw new IOException(directory + " is not there");
        }
        DirectoryIdentity identity = DirectoryIdentity.find(disk, directory);
        if (identity == null) {
            throw new IOException(directory + " has no meta.properties: it is not a data directory of Apache Kafka");
        }
        return identity;
    }

    Path data() {
        return data;
    }

    DirectoryIdentity identity() {
        return identity;
    }

    /** The directory that Kafka's metadata is in, under either name. */
    Path metadata() {
        return metadata;
    }

    /** Kafka's, while they are at their place. */
    Path kafkaMetadata() {
        return metadata.resolve(KraftMetadata.DIRECTORY);
    }

    /** Kafka's, once they are put aside. */
    Path keptMetadata() {
        return metadata.resolve(KEPT);
    }

    Path suiroMetadata() {
        return data.resolve(MetadataDirectory.NAME);
    }

    /** Suiro's, while they are being written. */
    Path unfinishedMetadata() {
        return data.resolve(MetadataDirectory.NAME + ".adopting");
    }

    @Override
    public void close() throws IOException {
        for (DirectoryLock lock : locks) {
            lock.release();
        }
    }
}
