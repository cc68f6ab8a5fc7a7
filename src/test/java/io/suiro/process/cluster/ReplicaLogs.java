package io.suiro.process.cluster;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Crc32C;

/**
 * Whether the replicas of a partition are the same, by the segments of brokers that were stopped cleanly: the same batches, written under
 * the same leader epochs, whatever the files they are in. Only the fixed part of a batch's header is understood (Kafka's record
 * batch, magic 2): offset at 0, length at 8, leader epoch at 12, checksum at 17 of all from 21, last offset's delta at 23.
 */
final class ReplicaLogs {
    private static final int LENGTH_AT = 8;
    private static final int LEADER_EPOCH_AT = 12;
    private static final int CRC_AT = 17;
    private static final int CHECKED_FROM = 21;
    private static final int LAST_DELTA_AT = 23;
    private static final int HEADER_BYTES = 61;

    private ReplicaLogs() {}

    /** One batch. */
    private record Batch(long baseOffset, long lastOffset, int leaderEpoch, int crc) {}

    /**
     * Reads the replicas one after the other.
     *
     * @param brokers where each keeps its partitions
     * @param end the high watermark: up to there every replica must have everything
     */
    static void compare(Map<Integer, Path> brokers, TopicPartition partition, long end, Violations violations)
            throws IOException {
        List<Batch> first = List.of();
        for (Map.Entry<Integer, Path> broker : brokers.entrySet()) {
            List<Batch> batches = batches(broker.getValue(), partition).stream()
                    .filter(batch -> batch.baseOffset < end)
                    .toList();
            if (batches.isEmpty() ? end > 0 : batches.getLast().lastOffset + 1 < end) {
                violations.add(
                        Violation.REPLICAS_DIFFER, partition + " on node " + broker.getKey() + " ends before " + end);
            } else if (first.isEmpty()) {
                first = batches;
            } else if (!first.equals(batches)) {
                violations.add(
                        Violation.REPLICAS_DIFFER,
                        partition + " on node " + broker.getKey() + " differs: " + firstDifference(first, batches));
            }
        }
    }

    private static String firstDifference(List<Batch> one, List<Batch> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            if (!one.get(i).equals(other.get(i))) {
                return one.get(i) + " and " + other.get(i);
            }
        }
        return one.size() + " and " + other.size() + " batches";
    }

    private static List<Batch> batches(Path data, TopicPartition partition) throws IOException {
        List<Path> segments;
        try (Stream<Path> files = Files.walk(data)) {
            segments = files.filter(file -> file.toString().matches(".*/" + partition + "/\\d{20}\\.log"))
                    .sorted()
                    .toList();
        }
        List<Batch> batches = new ArrayList<>();
        for (Path segment : segments) {
            try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(segment)))) {
                read(in, segment, batches);
            }
        }
        return batches;
    }

    private static void read(DataInputStream in, Path segment, List<Batch> batches) throws IOException {
        byte[] header = new byte[LEADER_EPOCH_AT];
        while (true) {
            int read = in.readNBytes(header, 0, LEADER_EPOCH_AT);
            if (read == 0) {
                return;
            }
            int length = ByteBuffer.wrap(header).getInt(LENGTH_AT);
            if (read < LEADER_EPOCH_AT || length < HEADER_BYTES - LEADER_EPOCH_AT) {
                throw new EOFException(segment + " ends in a batch's header, or has a wrong one");
            }
            ByteBuffer batch = ByteBuffer.allocate(LEADER_EPOCH_AT + length).put(header);
            if (in.readNBytes(batch.array(), LEADER_EPOCH_AT, length) < length) {
                throw new EOFException(segment + " ends in a batch");
            }
            int crc = batch.getInt(CRC_AT);
            if ((int) Crc32C.compute(batch.array(), CHECKED_FROM, batch.capacity() - CHECKED_FROM) != crc) {
                throw new IOException(segment + " has a torn batch at offset " + batch.getLong(0));
            }
            long baseOffset = batch.getLong(0);
            batches.add(new Batch(
                    baseOffset, baseOffset + batch.getInt(LAST_DELTA_AT), batch.getInt(LEADER_EPOCH_AT), crc));
        }
    }
}
