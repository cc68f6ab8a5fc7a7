package io.suiro.client;

import io.suiro.base.Lane;
import io.suiro.base.Scheduler;
import io.suiro.broker.FetchRecords.Fetched;
import io.suiro.broker.FetchRecords.Limits;
import io.suiro.broker.FetchRecords.Wanted;
import io.suiro.error.Refused;
import io.suiro.log.LogSlice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Reads partitions from where it is told, as long as there is room for records: parked at the leaders' logs while there is nothing to
 * read. In its lane's turn alone, except where it says otherwise.
 */
final class RecordFetcher {
    private static final int MAX_WAIT_MS = 500;
    private static final int MAX_BYTES = 8 << 20;
    /** A read of the log in this process: there is no round trip to make good for, and what is read stays in the processor's cache. */
    private static final int PARTITION_BYTES_HERE = 256 << 10;
    /** Up to here decoding takes less time than handing it to another thread. */
    private static final int FEW_BYTES = 32 << 10;

    private static final int RETRY_MS = 100;
    private static final int UNKNOWN = -1;

    private final PartitionReads reads;
    private final Lane lane;
    private final Scheduler timer;
    private final ConsumerOptions options;
    private final Owner owner;
    /** Those that had records last come last: no partition keeps others from being read. */
    private final Map<TopicPartition, Position> positions = new LinkedHashMap<>();

    /** Other brokers that are being asked: one request at a time, so that none waits behind another's. */
    private final Set<Integer> asking = new HashSet<>();

    private boolean closed;
    /** Whether {@link #pump} is to be called once there is room; written before it looks for room, so that none is overlooked. */
    private volatile boolean waitsForRoom;

    /** Who is told, on the lane. */
    interface Owner {
        boolean wantsMore();

        boolean wantsMore(TopicPartition partition);

        void records(List<ConsumedRecord> records);

        /** The partition is not read any more: what it was to be read from is not there. */
        void outOfRange(TopicPartition partition);

        void failed(Throwable reason);
    }

    /** How far one partition has been read; another one if it was given up and came back. */
    private static final class Position {
        private long offset;
        private long highWatermark = UNKNOWN;
        private boolean underWay;

        Position(long offset) {
            this.offset = offset;
        }
    }

    RecordFetcher(PartitionReads reads, Lane lane, Scheduler timer, ConsumerOptions options, Owner owner) {
        this.reads = reads;
        this.lane = lane;
        this.timer = timer;
        this.options = options;
        this.owner = owner;
    }

    void add(TopicPartition partition, long offset) {
        positions.put(partition, new Position(offset));
    }

    void remove(Collection<TopicPartition> partitions) {
        partitions.forEach(positions::remove);
    }

    void close() {
        closed = true;
        positions.clear();
    }

    /** Records in the log that have not been read, of all partitions; those of which nothing is known yet count nothing. */
    long unread() {
        long unread = 0;
        for (Position position : positions.values()) {
            unread += Math.max(0, position.highWatermark - position.offset);
        }
        return unread;
    }

    /** Whether it has stopped for want of room. Any thread. */
    boolean waitsForRoom() {
        return waitsForRoom;
    }

    /** Asks for what is not being asked for, as long as there is room. */
    void pump() {
        for (Runnable read = ask(); read != null; read = ask()) {
            read.run();
        }
    }

    /** What takes in whatever was there at once; null if nothing was, or there is no room. */
    private @Nullable Runnable ask() {
        Map<TopicPartition, Position> idle = closed || !hasRoom() ? Map.of() : idle();
        if (idle.isEmpty()) {
            return null;
        }
        CompletableFuture<List<Fetched>> answer = fetch(ClusterView.HERE, idle).toCompletableFuture();
        if (!answer.isDone()) {
            var _ = answer.thenAccept(fetched -> handOver(idle, fetched));
            return null;
        }
        return () -> arrived(idle, answer.join());
    }

    private boolean hasRoom() {
        waitsForRoom = true;
        return owner.wantsMore();
    }

    /** On the thread that has appended what was waited for, which takes that in if it is little, and nothing that comes meanwhile. */
    private void handOver(Map<TopicPartition, Position> asked, List<Fetched> fetched) {
        int bytes = 0;
        for (Fetched one : fetched) {
            bytes += one instanceof Fetched.Records records ? records.slice().sizeInBytes() : 0;
        }
        if (bytes <= FEW_BYTES) {
            lane.executeSoon(() -> {
                arrived(asked, fetched);
                Runnable more = ask();
                if (more != null) {
                    goOn(more);
                }
            });
        } else {
            goOn(() -> arrived(asked, fetched));
        }
    }

    private void goOn(Runnable read) {
        lane.execute(() -> {
            read.run();
            pump();
        });
    }

    /** Of the broker in this process; others' are asked for by the way. */
    private Map<TopicPartition, Position> idle() {
        Map<TopicPartition, Position> idle = new LinkedHashMap<>();
        Map<Integer, Map<TopicPartition, Position>> elsewhere = Map.of();
        boolean full = false;
        for (Map.Entry<TopicPartition, Position> one : positions.entrySet()) {
            if (one.getValue().underWay) {
                continue;
            }
            if (!owner.wantsMore(one.getKey())) {
                full = true;
                continue;
            }
            int leader = reads.leader(one.getKey());
            if (leader == ClusterView.HERE) {
                idle.put(one.getKey(), one.getValue());
            } else if (!asking.contains(leader)) {
                elsewhere = elsewhere.isEmpty() ? new HashMap<>() : elsewhere;
                elsewhere.computeIfAbsent(leader, id -> new LinkedHashMap<>()).put(one.getKey(), one.getValue());
            }
        }
        waitsForRoom = full;
        elsewhere.forEach(this::fetchElsewhere);
        return idle;
    }

    private void fetchElsewhere(int leader, Map<TopicPartition, Position> idle) {
        asking.add(leader);
        var _ = fetch(leader, idle)
                .thenAccept(fetched -> lane.execute(() -> {
                    asking.remove(leader);
                    arrived(idle, fetched);
                    pump();
                }));
    }

    private CompletionStage<List<Fetched>> fetch(int leader, Map<TopicPartition, Position> idle) {
        int most = leader == ClusterView.HERE
                ? Math.min(options.maxPartitionBytes(), PARTITION_BYTES_HERE)
                : options.maxPartitionBytes();
        List<Wanted> wanted = new ArrayList<>(idle.size());
        idle.forEach((partition, position) -> {
            position.underWay = true;
            wanted.add(new Wanted(partition, position.offset, most, UNKNOWN, UNKNOWN));
        });
        return reads.fetch(leader, wanted, new Limits(MAX_WAIT_MS, 1, MAX_BYTES, options.readCommitted()));
    }

    private void arrived(Map<TopicPartition, Position> asked, List<Fetched> fetched) {
        int i = 0;
        for (Map.Entry<TopicPartition, Position> one : asked.entrySet()) {
            arrived(one.getKey(), one.getValue(), fetched.get(i++));
        }
    }

    private void arrived(TopicPartition partition, Position position, Fetched fetched) {
        boolean current = positions.get(partition) == position;
        switch (fetched) {
            case Fetched.Records records -> {
                try (LogSlice slice = records.slice()) {
                    if (current) {
                        position.highWatermark = records.highWatermark();
                        position.underWay = false;
                        read(partition, position, records, slice);
                    }
                } catch (IOException e) {
                    later(partition, position);
                } catch (Refused e) {
                    owner.failed(e);
                }
            }
            case Fetched.Failed(Errors code) -> {
                if (current && code == Errors.OFFSET_OUT_OF_RANGE) {
                    positions.remove(partition);
                    owner.outOfRange(partition);
                } else {
                    later(partition, position);
                }
            }
            case Fetched.Elsewhere elsewhere -> later(partition, position);
            case Fetched.Diverged diverged -> later(partition, position);
            case Fetched.Behind behind -> later(partition, position);
        }
    }

    private void read(TopicPartition partition, Position position, Fetched.Records records, LogSlice slice)
            throws IOException {
        if (slice.sizeInBytes() == 0) {
            return;
        }
        Decoding decoding = new Decoding(partition, position.offset, records.aborted()).decode(slice.read());
        position.offset = decoding.nextOffset();
        positions.remove(partition);
        positions.put(partition, position);
        if (!decoding.records().isEmpty()) {
            owner.records(decoding.records());
        }
    }

    /** The partition moves, its topic is being deleted, or its disk fails: it is asked for again, until it is given up. */
    private void later(TopicPartition partition, Position position) {
        timer.schedule(
                RETRY_MS,
                () -> lane.execute(() -> {
                    if (positions.get(partition) == position) {
                        position.underWay = false;
                        pump();
                    }
                }));
    }
}
