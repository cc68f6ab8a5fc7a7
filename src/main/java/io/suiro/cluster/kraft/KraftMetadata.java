package io.suiro.cluster.kraft;

import io.suiro.base.Disk;
import io.suiro.record.Batch;
import io.suiro.record.RecordReader;
import io.suiro.record.StoredRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads the directory in which Kafka's controllers keep their metadata: the newest snapshot, then the log from there on.
 *
 * <pre>
 * (20 digits)-(10 digits).checkpoint   snapshot: end offset, exclusive, and epoch; header, records, footer
 * (20 digits).log                      segment: its first offset; batches of format 2 without gaps
 * </pre>
 *
 * Everything in the log counts, as it does for the only voter of a quorum. Of a log that was being written the last batch may
 * be torn, and counts for nothing. Source: KIP-595, KIP-630.
 */
public final class KraftMetadata {
    /** The directory's name, in one of Kafka's log directories. */
    public static final String DIRECTORY = "__cluster_metadata-0";

    private static final int OFFSET_DIGITS = 20;
    private static final Pattern SNAPSHOT = Pattern.compile("\\d{20}-\\d{10}\\.checkpoint");
    private static final Pattern SEGMENT = Pattern.compile("\\d{20}\\.log");

    private final Disk disk;
    private final KraftState state = new KraftState();
    /** Records below are in the state already. */
    private long nextOffset;

    private KraftMetadata(Disk disk) {
        this.disk = disk;
    }

    /**
     * Reads all of it.
     *
     * @throws IOException if something is missing, damaged, or written by a later Kafka: the message says where
     */
    public static KraftImage read(Disk disk, Path directory) throws IOException {
        KraftMetadata metadata = new KraftMetadata(disk);
        List<Path> snapshots = files(disk, directory, SNAPSHOT);
        List<Path> segments = files(disk, directory, SEGMENT);
        if (snapshots.isEmpty() && segments.isEmpty()) {
            throw new IOException(directory + " holds neither a log nor a snapshot of metadata");
        }
        if (!snapshots.isEmpty()) {
            metadata.readSnapshot(snapshots.getLast());
        }
        metadata.readLog(directory, segments);
        try {
            return metadata.state.image();
        } catch (IllegalStateException e) {
            throw new IOException(directory + " contradicts itself: " + e.getMessage(), e);
        }
    }

    private static List<Path> files(Disk disk, Path directory, Pattern pattern) throws IOException {
        return disk.list(directory).stream()
                .filter(name -> pattern.matcher(name.toString()).matches())
                .sorted(Comparator.comparing(Path::toString))
                .map(directory::resolve)
                .toList();
    }

    private static long offset(Path file) {
        return Long.parseLong(file.getFileName().toString(), 0, OFFSET_DIGITS, 10);
    }

    private void readSnapshot(Path file) throws IOException {
        boolean whole = false;
        try (KraftBatches batches = KraftBatches.open(disk, file)) {
            for (ByteBuffer batch = batches.next(); batch != null; batch = batches.next()) {
                whole = read(file, batch, 0);
            }
            batches.checkEnd(false);
        }
        if (!whole) {
            throw new IOException(file + " is not whole: it lacks the footer");
        }
        nextOffset = offset(file);
    }

    private void readLog(Path directory, List<Path> segments) throws IOException {
        for (int i = 0; i < segments.size(); i++) {
            boolean last = i == segments.size() - 1;
            if (last || offset(segments.get(i + 1)) > nextOffset) {
                readSegment(directory, segments.get(i), last);
            }
        }
    }

    private void readSegment(Path directory, Path file, boolean last) throws IOException {
        if (offset(file) > nextOffset) {
            throw new IOException(directory + " lacks its records from offset " + nextOffset + " to " + offset(file));
        }
        long next = offset(file);
        try (KraftBatches batches = KraftBatches.open(disk, file)) {
            for (ByteBuffer batch = batches.next(); batch != null; batch = batches.next()) {
                if (Batch.baseOffset(batch, 0) != next) {
                    throw new IOException(
                            file + " goes on with offset " + Batch.baseOffset(batch, 0) + " where " + next + " is due");
                }
                read(file, batch, nextOffset);
                next = Batch.lastOffset(batch, 0) + 1;
            }
            batches.checkEnd(last);
        }
        nextOffset = Math.max(nextOffset, next);
    }

    /**
     * Takes the records of one batch into the state.
     *
     * @param from changes of a lower offset are left out
     * @return whether the last one was the footer of a snapshot
     */
    private boolean read(Path file, ByteBuffer batch, long from) throws IOException {
        boolean footer = false;
        long offset = Batch.baseOffset(batch, 0);
        try (RecordReader records = RecordReader.of(batch, 0)) {
            while (records.hasNext()) {
                StoredRecord record = records.next();
                offset = record.offset();
                if (Batch.isControl(batch, 0)) {
                    footer = control(record);
                } else if (offset >= from) {
                    change(record);
                }
            }
        } catch (RuntimeException e) {
            // Whatever a reader stumbles over: the record is not what Kafka 4.3 writes, and must not be guessed at.
            throw new IOException(file + " cannot be read at offset " + offset + ": " + e.getMessage(), e);
        }
        return footer;
    }

    private boolean control(StoredRecord record) {
        List<Integer> voters = KraftControl.voters(record);
        if (voters != null) {
            state.elect(voters);
        }
        return KraftControl.isFooter(record);
    }

    private void change(StoredRecord record) {
        ByteBuffer value = record.value();
        if (value == null) {
            throw new IllegalArgumentException("a record without a value");
        }
        state.accept(KraftRecordReader.read(value));
    }
}
