package io.suiro.cluster.kraft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.LeaderChangeMessage;
import org.apache.kafka.common.message.SnapshotFooterRecord;
import org.apache.kafka.common.message.SnapshotHeaderRecord;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.metadata.MetadataRecordSerde;
import org.apache.kafka.server.common.ApiMessageAndVersion;

/** A metadata directory as a controller writes it, with Kafka's own classes. */
public final class KraftFiles {
    private static final int EPOCH = 1;
    private static final int ROOM = 1024;

    private final Path directory;
    private Path segment;
    private long nextOffset;

    /** Creates the directory, and its first segment. */
    public KraftFiles(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.segment = roll();
    }

    public long nextOffset() {
        return nextOffset;
    }

    public Path segment() {
        return segment;
    }

    /** From here on a new file is written. */
    public Path roll() throws IOException {
        segment = Files.createFile(directory.resolve(String.format(Locale.ROOT, "%020d.log", nextOffset)));
        return segment;
    }

    /** One batch of records, each in the newest version. */
    public KraftFiles append(ApiMessage... records) throws IOException {
        return appendAll(Arrays.stream(records)
                .map(record -> new ApiMessageAndVersion(record, record.highestSupportedVersion()))
                .toList());
    }

    public KraftFiles appendAll(List<ApiMessageAndVersion> records) throws IOException {
        return write(batch(nextOffset, records), records.size());
    }

    /** One batch of records with these values. */
    public KraftFiles appendValues(byte[]... values) throws IOException {
        SimpleRecord[] records = Arrays.stream(values).map(SimpleRecord::new).toArray(SimpleRecord[]::new);
        return write(MemoryRecords.withRecords(nextOffset, Compression.NONE, EPOCH, records), values.length);
    }

    public KraftFiles leaderChange(int leader, Integer... voters) throws IOException {
        LeaderChangeMessage message = new LeaderChangeMessage()
                .setLeaderId(leader)
                .setVoters(Arrays.stream(voters)
                        .map(id -> new LeaderChangeMessage.Voter().setVoterId(id))
                        .toList());
        return write(
                MemoryRecords.withLeaderChangeMessage(nextOffset, 0, EPOCH, ByteBuffer.allocate(ROOM), message), 1);
    }

    private KraftFiles write(MemoryRecords batch, int count) throws IOException {
        Files.write(segment, bytes(batch), StandardOpenOption.APPEND);
        nextOffset += count;
        return this;
    }

    /** A snapshot of all up to an offset, exclusive. */
    public Path snapshot(long endOffset, List<ApiMessageAndVersion> records) throws IOException {
        Path file = directory.resolve(String.format(Locale.ROOT, "%020d-%010d.checkpoint", endOffset, EPOCH));
        Files.write(
                file,
                bytes(MemoryRecords.withSnapshotHeaderRecord(
                        0, 0, EPOCH, ByteBuffer.allocate(ROOM), new SnapshotHeaderRecord())));
        if (!records.isEmpty()) {
            Files.write(file, bytes(batch(1, records)), StandardOpenOption.APPEND);
        }
        Files.write(
                file,
                bytes(MemoryRecords.withSnapshotFooterRecord(
                        records.size() + 1L, 0, EPOCH, ByteBuffer.allocate(ROOM), new SnapshotFooterRecord())),
                StandardOpenOption.APPEND);
        return file;
    }

    private static MemoryRecords batch(long offset, List<ApiMessageAndVersion> records) {
        return MemoryRecords.withRecords(
                offset,
                Compression.NONE,
                EPOCH,
                records.stream().map(record -> new SimpleRecord(encode(record))).toArray(SimpleRecord[]::new));
    }

    private static byte[] bytes(MemoryRecords batch) {
        byte[] bytes = new byte[batch.buffer().remaining()];
        batch.buffer().duplicate().get(bytes);
        return bytes;
    }

    /** As Kafka frames and serialises it. */
    public static byte[] encode(ApiMessageAndVersion record) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        byte[] value = new byte[MetadataRecordSerde.INSTANCE.recordSize(record, cache)];
        MetadataRecordSerde.INSTANCE.write(record, cache, new ByteBufferAccessor(ByteBuffer.wrap(value)));
        return value;
    }

    /** Cuts the last bytes of the segment off, as a crash does. */
    public void tear(int bytes) {
        try {
            byte[] content = Files.readAllBytes(segment);
            Files.write(segment, Arrays.copyOf(content, content.length - bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
