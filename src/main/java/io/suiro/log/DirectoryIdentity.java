package io.suiro.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.base.Disk;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Whose data directory it is: Kafka's {@code meta.properties}, version 1.
 *
 * <pre>
 * version=1
 * cluster.id=...
 * node.id=...
 * directory.id=...   of this directory, for life; {@link Uuid#ZERO_UUID} where it is missing, as older versions left it
 * </pre>
 */
public record DirectoryIdentity(String clusterId, int nodeId, Uuid directoryId) {
    private static final String VERSION = "1";

    /**
     * Reads the file; null if there is none.
     *
     * @throws IOException if it is of another version, or lacks the cluster or the node
     */
    public static @Nullable DirectoryIdentity find(Disk disk, Path root) throws IOException {
        Path file = root.resolve(FileNames.IDENTITY);
        if (!disk.exists(file)) {
            return null;
        }
        try {
            return parse(disk.readAll(file));
        } catch (CorruptFile e) {
            throw new IOException(file + " " + e.getMessage(), e);
        }
    }

    /**
     * What the file says.
     *
     * @throws CorruptFile if it is of another version, or lacks the cluster or the node
     */
    public static DirectoryIdentity parse(byte[] content) throws CorruptFile {
        try {
            Properties properties = new Properties();
            properties.load(new StringReader(new String(content, UTF_8)));
            String version = properties.getProperty("version");
            if (!VERSION.equals(version)) {
                throw new CorruptFile("says version=" + version + " where only " + VERSION + " can be read");
            }
            String directoryId = properties.getProperty("directory.id");
            return new DirectoryIdentity(
                    required(properties, "cluster.id"),
                    Integer.parseInt(required(properties, "node.id")),
                    directoryId == null ? Uuid.ZERO_UUID : Uuid.fromString(directoryId));
        } catch (IOException | IllegalArgumentException e) {
            throw new CorruptFile("has a value that cannot be read: " + e.getMessage());
        }
    }

    private static String required(Properties properties, String key) throws CorruptFile {
        String value = properties.getProperty(key);
        if (value == null) {
            throw new CorruptFile("lacks " + key);
        }
        return value;
    }

    /**
     * Reads the file, or writes it to a directory that has none.
     *
     * @throws IOException if the directory belongs to another cluster or broker
     */
    static DirectoryIdentity claim(Disk disk, Path root, String clusterId, int nodeId) throws IOException {
        Path file = root.resolve(FileNames.IDENTITY);
        DirectoryIdentity found = find(disk, root);
        if (found != null) {
            require(file, "cluster.id", found.clusterId, clusterId);
            require(file, "node.id", Integer.toString(found.nodeId), Integer.toString(nodeId));
            if (!found.directoryId.equals(Uuid.ZERO_UUID)) {
                return found;
            }
        }
        DirectoryIdentity claimed = new DirectoryIdentity(clusterId, nodeId, Uuid.randomUuid());
        String content = "version=" + VERSION + "\ncluster.id=" + clusterId + "\nnode.id=" + nodeId + "\ndirectory.id="
                + claimed.directoryId + "\n";
        disk.replace(file, content.getBytes(UTF_8));
        return claimed;
    }

    private static void require(Path file, String key, String found, String expected) throws IOException {
        if (!expected.equals(found)) {
            throw new IOException(file + " says " + key + "=" + found + " where this broker has " + expected
                    + ": it is the directory of another broker or cluster");
        }
    }
}
