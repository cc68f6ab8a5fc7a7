package io.suiro.log;

import io.suiro.base.Disk;
import io.suiro.base.DiskFullException;
import io.suiro.error.Refused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** The small files beside a partition's segments. Stateless; whoever calls is the only one who does. */
public final class PartitionFiles {
    private static final String TOPIC_ID = "topic_id: ";

    private final Disk disk;
    private final Path directory;

    public PartitionFiles(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    Disk disk() {
        return disk;
    }

    public Path directory() {
        return directory;
    }

    /** Offsets in the names of files with the suffix, ascending. */
    public List<Long> offsets(String suffix) throws IOException {
        List<Long> found = new ArrayList<>();
        for (Path name : disk.list(directory)) {
            long offset = FileNames.offset(name.toString(), suffix);
            if (offset >= 0) {
                found.add(offset);
            }
        }
        Collections.sort(found);
        return found;
    }

    public Path path(long offset, String suffix) {
        return directory.resolve(FileNames.of(offset, suffix));
    }

    /** Null if partition.metadata is missing or does not say. */
    public @Nullable Uuid topicId() throws IOException {
        Path file = directory.resolve(FileNames.PARTITION_METADATA);
        if (!disk.exists(file)) {
            return null;
        }
        String content = new String(disk.readAll(file), StandardCharsets.UTF_8);
        try {
            return content.lines()
                    .filter(line -> line.startsWith(TOPIC_ID))
                    .findFirst()
                    .map(line ->
                            Uuid.fromString(line.substring(TOPIC_ID.length()).strip()))
                    .orElse(null);
        } catch (IllegalArgumentException torn) {
            return null;
        }
    }

    /**
     * Not forced: {@link #forceMetadata} does that, and a directory that a crash leaves without its id goes by its name.
     *
     * @return whether partition.metadata had to be written
     * @throws Refused INCONSISTENT_TOPIC_ID if the directory belongs to another topic of that name
     */
    boolean claim(Uuid topicId) throws IOException {
        Uuid found = topicId();
        if (found == null) {
            disk.write(directory.resolve(FileNames.PARTITION_METADATA), ByteBuffer.wrap(metadata(topicId)));
            return true;
        }
        if (!found.equals(topicId)) {
            throw new Refused(
                    Errors.INCONSISTENT_TOPIC_ID,
                    directory + " holds topic id " + found + ", not " + topicId + " as the metadata says");
        }
        return false;
    }

    /** The content of partition.metadata. */
    public static byte[] metadata(Uuid topicId) {
        return ("version: 0\n" + TOPIC_ID + topicId).getBytes(StandardCharsets.UTF_8);
    }

    void forceMetadata() throws IOException {
        force(directory.resolve(FileNames.PARTITION_METADATA));
    }

    byte @Nullable [] readEpochs() throws IOException {
        Path file = directory.resolve(FileNames.EPOCHS);
        return disk.exists(file) ? disk.readAll(file) : null;
    }

    void writeEpochs(byte[] content) throws IOException {
        disk.replace(directory.resolve(FileNames.EPOCHS), content);
    }

    byte[] readSnapshot(long offset) throws IOException {
        return disk.readAll(path(offset, FileNames.SNAPSHOT));
    }

    /** Not forced: {@link #forceSnapshot} does that, and a torn one fails its checksum. */
    void writeSnapshot(long offset, byte[] content) throws IOException {
        disk.write(path(offset, FileNames.SNAPSHOT), ByteBuffer.wrap(content));
    }

    /** As {@link #writeSnapshot}, but without room there is none, and a start reads more batches. */
    void tryWriteSnapshot(long offset, byte[] content) throws IOException {
        try {
            writeSnapshot(offset, content);
        } catch (DiskFullException e) {
            delete(offset, FileNames.SNAPSHOT);
        }
    }

    void forceSnapshot(long offset) throws IOException {
        force(path(offset, FileNames.SNAPSHOT));
    }

    private void force(Path path) throws IOException {
        if (disk.exists(path)) {
            disk.force(path);
        }
    }

    void delete(long offset, String suffix) throws IOException {
        disk.delete(path(offset, suffix));
    }
}
