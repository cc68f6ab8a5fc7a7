package io.suiro.admin;

import io.suiro.broker.TopicQueries.Range;
import io.suiro.cluster.TopicImage;
import io.suiro.error.Refused;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Where a request begins to read: {@code from=PARTITION:OFFSET}, any number of times; or one place, the start unless told otherwise, in every {@code partition}, all of them
 * unless told otherwise.
 *
 * @param offsets by partition; null for the place itself
 */
record RecordStarts(SortedMap<Integer, @Nullable Long> offsets, Place place) {
    /** Each partition has a piece of its log in memory. */
    static final int MOST_PARTITIONS = 50;

    private static final String FROM = "from";
    private static final String PARTITION = "partition";

    /** A place that is found in each partition. */
    sealed interface Place {
        record Start() implements Place {}

        record Offset(long offset) implements Place {}

        /** The first record at or after a time; milliseconds since the epoch. */
        record AtTime(long timeMs) implements Place {}

        /** So many offsets before the end. */
        record Tail(long records) implements Place {}
    }

    /** @throws RefusedField for what contradicts itself; UNKNOWN_TOPIC_OR_PARTITION for a partition that does not exist */
    static RecordStarts of(Query query, TopicImage topic) {
        Place place = place(query);
        SortedMap<Integer, @Nullable Long> offsets = new TreeMap<>();
        for (String value : query.all(FROM)) {
            int colon = value.indexOf(':');
            if (colon < 0) {
                throw Query.refused(FROM, value, "PARTITION:OFFSET is wanted");
            }
            offsets.put(
                    partition(FROM, value.substring(0, colon), topic),
                    Query.number(FROM, value.substring(colon + 1), 0, Long.MAX_VALUE));
        }
        if (!offsets.isEmpty()
                && (!(place instanceof Place.Start) || !query.all(PARTITION).isEmpty())) {
            throw Query.refused(
                    FROM,
                    query.all(FROM).getFirst(),
                    "it says where to begin; no partition, offset, timestamp or tail can");
        }
        if (offsets.isEmpty()) {
            query.all(PARTITION).forEach(value -> offsets.put(partition(PARTITION, value, topic), null));
        }
        if (offsets.isEmpty()) {
            IntStream.range(0, topic.partitions().size()).forEach(partition -> offsets.put(partition, null));
        }
        if (offsets.size() > MOST_PARTITIONS) {
            throw new RefusedField(
                    PARTITION,
                    Errors.INVALID_REQUEST,
                    "partition: at most " + MOST_PARTITIONS + " partitions are read at once; name some.");
        }
        return new RecordStarts(offsets, place);
    }

    /** Where partitions have been read up to. */
    static RecordStarts at(SortedMap<Integer, Long> positions) {
        return new RecordStarts(new TreeMap<>(positions), new Place.Start());
    }

    /**
     * Where a client goes on: {@code PARTITION:OFFSET,PARTITION:OFFSET}.
     *
     * @throws RefusedField for anything else
     */
    static RecordStarts resumed(String parameter, String id, TopicImage topic) {
        SortedMap<Integer, @Nullable Long> offsets = new TreeMap<>();
        for (String value : id.split(",", MOST_PARTITIONS + 1)) {
            int colon = value.indexOf(':');
            if (colon < 0) {
                throw Query.refused(parameter, id, "PARTITION:OFFSET,PARTITION:OFFSET... is wanted");
            }
            offsets.put(
                    partition(parameter, value.substring(0, colon), topic),
                    Query.number(parameter, value.substring(colon + 1), 0, Long.MAX_VALUE));
        }
        return new RecordStarts(offsets, new Place.Start());
    }

    /** The same, but at the end where nothing is said of a place. */
    RecordStarts orAtEnd() {
        boolean isOpen =
                place instanceof Place.Start && offsets.values().stream().allMatch(Objects::isNull);
        return isOpen ? new RecordStarts(offsets, new Place.Tail(0)) : this;
    }

    private static int partition(String parameter, String value, TopicImage topic) {
        int partition = (int) Query.number(parameter, value, 0, Integer.MAX_VALUE);
        if (topic.partition(partition) == null) {
            throw new RefusedField(
                    parameter,
                    Errors.UNKNOWN_TOPIC_OR_PARTITION,
                    "There is no partition " + new TopicPartition(topic.name(), partition) + ".");
        }
        return partition;
    }

    private static Place place(Query query) {
        String first = null;
        Place place = new Place.Start();
        for (String name : List.of("offset", "timestamp", "tail")) {
            if (query.text(name) != null) {
                if (first != null) {
                    throw Query.refused(name, String.valueOf(query.text(name)), first + " says where to begin already");
                }
                first = name;
                place = place(query, name);
            }
        }
        return place;
    }

    private static Place place(Query query, String name) {
        return switch (name) {
            case "offset" -> new Place.Offset(query.number(name, 0, 0, Long.MAX_VALUE));
            case "tail" -> new Place.Tail(query.number(name, 0, 0, Long.MAX_VALUE));
            default -> {
                Long timeMs = query.time(name);
                yield new Place.AtTime(timeMs == null ? 0 : Math.max(0, timeMs));
            }
        };
    }

    /**
     * Within what there is.
     *
     * @param times where the time is, if one is asked for, in those partitions that have it
     */
    long start(int partition, Range range, Map<Integer, Long> times) {
        Long offset = offsets.get(partition);
        long start = offset != null
                ? offset
                : switch (place) {
                    case Place.Start first -> range.logStart();
                    case Place.Offset given -> given.offset;
                    case Place.AtTime time -> times.getOrDefault(partition, range.logEnd());
                    case Place.Tail tail -> range.logEnd() - Math.min(tail.records, range.logEnd());
                };
        return Math.clamp(start, range.logStart(), range.logEnd());
    }

    /** Of a partition that is read. */
    Range range(String topic, int partition, Map<Integer, Range> ranges) {
        Range range = ranges.get(partition);
        if (range == null) {
            throw new Refused(
                    Errors.LEADER_NOT_AVAILABLE,
                    "The leader of " + new TopicPartition(topic, partition) + " does not answer.");
        }
        return range;
    }
}
