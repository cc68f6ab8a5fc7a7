package io.suiro.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.base.Disk;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.common.Uuid;

/**
 * Whose data directory it is: Kafka's {@code meta.properties}, version 1.
 *
 * <pre>
 * version=1
 * cluster.id=...
 * node.id=...
 * directory.id=...   of this directory, for life
 * </pre>
 */
record DirectoryIdentity(String clusterId, int nodeId, Uuid directoryId) {
    private static final String FILE = "meta.properties";
    private static final String VERSION = "1";

    /**
     * Reads the file, or writes it to a directory that has none.
     *
     * @throws IOException if the directory belongs to another cluster or broker
     */
    static DirectoryIdentity claim(Disk disk, Path root, String clusterId, int nodeId) throws IOException {
        Path file = root.resolve(FILE);
        Uuid directoryId = Uuid.randomUuid();
        if (disk.exists(file)) {
            Properties properties = new Properties();
            properties.load(new StringReader(new String(disk.readAll(file), UTF_8)));
            require(file, properties, "version", VERSION);
            require(file, properties, "cluster.id", clusterId);
            require(file, properties, "node.id", Integer.toString(nodeId));
            String stored = properties.getProperty("directory.id");
            if (stored != null) {
                return new DirectoryIdentity(clusterId, nodeId, Uuid.fromString(stored));
            }
        }
        String content = "version=" + VERSION + "\ncluster.id=" + clusterId + "\nnode.id=" + nodeId + "\ndirectory.id="
                + directoryId + "\n";
        disk.replace(file, content.getBytes(UTF_8));
        return new DirectoryIdentity(clusterId, nodeId, directoryId);
    }

    private static void require(Path file, Properties properties, String key, String expected) throws IOException {
        String found = properties.getProperty(key);
        if (!expected.equals(found)) {
            throw new IOException(file + " says " + key + "=" + found + " where this broker has " + expected
                    + ": it is the directory of another broker or cluster");
        }
    }
}
