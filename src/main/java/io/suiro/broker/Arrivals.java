package io.suiro.broker;

import io.suiro.broker.FetchRecords.Fetched;
import io.suiro.broker.FetchRecords.Limits;
import io.suiro.broker.FetchRecords.Wanted;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.PeerRequests;
import io.suiro.cluster.PeerRequests.Link;
import io.suiro.cluster.TopicImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.jspecify.annotations.Nullable;

/**
 * Waits for records of a topic, at this broker and over connections of its own at the others that lead some of it: requests that are parked there, so that nothing is asked
 * again and again. One who waits at a time; any thread.
 */
public final class Arrivals implements AutoCloseable {
    /** The last with topics by name. */
    private static final short FETCH_VERSION = 12;

    private static final int PATIENCE_MS = 5_000;
    private static final int CONSUMER = -1;
    private static final int NO_SESSION = -1;
    private static final int NONE = -1;

    private final int brokerId;
    private final Supplier<MetadataImage> image;
    private final FetchRecords here;
    private final PeerRequests requests;
    private final Map<Integer, Link> links = new HashMap<>();
    private final Map<Integer, CompletableFuture<@Nullable Void>> parked = new HashMap<>();
    private boolean closed;

    Arrivals(int brokerId, Supplier<MetadataImage> image, FetchRecords here, PeerRequests requests) {
        this.brokerId = brokerId;
        this.image = image;
        this.here = here;
        this.requests = requests;
    }

    /**
     * Completes once there may be something in one of the partitions, a leader has changed or cannot be asked, or the time is up. It may complete on a thread that must not be held
     * up.
     *
     * @param positions by partition, the offset of what is waited for
     */
    public synchronized CompletableFuture<?> await(String topic, SortedMap<Integer, Long> positions, int patienceMs) {
        SortedMap<Integer, SortedMap<Integer, Long>> byLeader = new TreeMap<>();
        TopicImage found = image.get().topic(topic);
        positions.forEach((number, offset) -> {
            PartitionImage partition = found == null ? null : found.partition(number);
            if (partition != null && partition.hasLeader()) {
                byLeader.computeIfAbsent(partition.leader(), leader -> new TreeMap<>())
                        .put(number, offset);
            }
        });
        if (closed || byLeader.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        parked.keySet().retainAll(byLeader.keySet());
        List<CompletableFuture<?>> all = new ArrayList<>();
        byLeader.forEach((leader, led) -> {
            CompletableFuture<@Nullable Void> waiting = parked.get(leader);
            if (waiting == null || waiting.isDone()) {
                waiting = leader == brokerId ? here(topic, led, patienceMs) : at(leader, topic, led, patienceMs);
                parked.put(leader, waiting);
            }
            all.add(waiting);
        });
        return CompletableFuture.anyOf(all.toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<@Nullable Void> here(String topic, SortedMap<Integer, Long> led, int patienceMs) {
        List<Wanted> wanted = led.entrySet().stream()
                .map(entry -> new Wanted(new TopicPartition(topic, entry.getKey()), entry.getValue(), 1, NONE, NONE))
                .toList();
        return here.fetch(wanted, new Limits(patienceMs, 1, 1, false))
                .<@Nullable Void>handle((fetched, failure) -> {
                    if (fetched != null) {
                        fetched.forEach(Arrivals::close);
                    }
                    return null;
                })
                .toCompletableFuture();
    }

    private static void close(Fetched fetched) {
        if (fetched instanceof Fetched.Records records) {
            records.slice().close();
        }
    }

    private CompletableFuture<@Nullable Void> at(
            int leader, String topic, SortedMap<Integer, Long> led, int patienceMs) {
        FetchRequestData request = new FetchRequestData()
                .setReplicaId(CONSUMER)
                .setSessionEpoch(NO_SESSION)
                .setMaxWaitMs(patienceMs)
                .setMinBytes(1)
                .setMaxBytes(1)
                .setTopics(List.of(new FetchTopic()
                        .setTopic(topic)
                        .setPartitions(led.entrySet().stream()
                                .map(entry -> new FetchPartition()
                                        .setPartition(entry.getKey())
                                        .setFetchOffset(entry.getValue())
                                        .setPartitionMaxBytes(1))
                                .toList())));
        return links.computeIfAbsent(leader, id -> requests.link(id, "suiro-admin-events-" + brokerId))
                .ask(request, FETCH_VERSION, patienceMs + PATIENCE_MS)
                .<@Nullable Void>handle((answer, failure) -> null)
                .toCompletableFuture();
    }

    /** Ends its connections. Any number of times. */
    @Override
    public synchronized void close() {
        closed = true;
        links.values().forEach(Link::close);
        links.clear();
    }
}
