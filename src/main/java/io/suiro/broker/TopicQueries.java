package io.suiro.broker;

import io.suiro.base.Stages;
import io.suiro.cluster.TopicImage;
import io.suiro.replica.Partition;
import io.suiro.replica.Partitions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData.DescribableLogDirTopic;
import org.apache.kafka.common.message.DescribeLogDirsRequestData.DescribableLogDirTopicCollection;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;

/** What the brokers that hold a topic know of it, whichever these are. Any thread. */
public final class TopicQueries {
    private static final short LOG_DIRS_VERSION = 4;

    private final int brokerId;
    private final Partitions partitions;
    private final LeaderOffsets leaders;
    private final BrokerRequests others;

    TopicQueries(int brokerId, Partitions partitions, LeaderOffsets leaders, BrokerRequests others) {
        this.brokerId = brokerId;
        this.partitions = partitions;
        this.leaders = leaders;
        this.others = others;
    }

    /**
     * What is in a partition for readers.
     *
     * @param logStart the first offset that there may be
     * @param logEnd the high watermark, exclusive
     */
    public record Range(long logStart, long logEnd) {}

    /** By partition; those whose leader does not answer are not among them. Never fails. */
    public CompletionStage<Map<Integer, Range>> ranges(TopicImage topic) {
        List<TopicPartition> all = IntStream.range(0, topic.partitions().size())
                .mapToObj(number -> new TopicPartition(topic.name(), number))
                .toList();
        CompletionStage<Map<TopicPartition, Long>> starts = leaders.starts(all);
        return starts.thenCombine(leaders.ends(all), TopicQueries::ranges);
    }

    /** The first records at or after a time, in milliseconds since the epoch; partitions that have none, or whose leader does not answer, are not among them. */
    public CompletionStage<Map<Integer, Long>> at(TopicImage topic, Collection<Integer> wanted, long timeMs) {
        Map<TopicPartition, Long> times = new HashMap<>();
        wanted.forEach(partition -> times.put(new TopicPartition(topic.name(), partition), timeMs));
        return leaders.at(times).thenApply(found -> {
            Map<Integer, Long> offsets = new HashMap<>();
            found.forEach((partition, offset) -> {
                if (offset >= 0) {
                    offsets.put(partition.partition(), offset);
                }
            });
            return offsets;
        });
    }

    private static Map<Integer, Range> ranges(Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends) {
        Map<Integer, Range> ranges = new HashMap<>();
        starts.forEach((partition, start) -> {
            Long end = ends.get(partition);
            if (end != null) {
                ranges.put(partition.partition(), new Range(start, Math.max(start, end)));
            }
        });
        return ranges;
    }

    /** Bytes of the replicas without their indexes, by partition and broker; brokers that do not answer are not among them. Never fails. */
    public CompletionStage<Map<Integer, Map<Integer, Long>>> sizes(TopicImage topic) {
        TreeSet<Integer> holders = new TreeSet<>();
        topic.partitions().forEach(partition -> holders.addAll(partition.replicas()));
        List<CompletionStage<Map<Integer, Long>>> answers = new ArrayList<>();
        for (int holder : holders) {
            answers.add(
                    holder == brokerId
                            ? CompletableFuture.completedFuture(here(topic))
                            : elsewhere(holder, topic).exceptionally(failure -> Map.of()));
        }
        List<Integer> inOrder = List.copyOf(holders);
        return Stages.all(answers).thenApply(sizes -> byPartition(inOrder, sizes));
    }

    private static Map<Integer, Map<Integer, Long>> byPartition(List<Integer> holders, List<Map<Integer, Long>> sizes) {
        Map<Integer, Map<Integer, Long>> byPartition = new HashMap<>();
        for (int i = 0; i < holders.size(); i++) {
            int holder = holders.get(i);
            sizes.get(i).forEach((partition, bytes) -> byPartition
                    .computeIfAbsent(partition, number -> new HashMap<>())
                    .put(holder, bytes));
        }
        return byPartition;
    }

    private Map<Integer, Long> here(TopicImage topic) {
        Map<Integer, Long> sizes = new HashMap<>();
        for (int number = 0; number < topic.partitions().size(); number++) {
            Partition partition = partitions.find(new TopicPartition(topic.name(), number));
            if (partition != null) {
                sizes.put(number, partition.sizeInBytes());
            }
        }
        return sizes;
    }

    private CompletionStage<Map<Integer, Long>> elsewhere(int holder, TopicImage topic) {
        List<Integer> held = IntStream.range(0, topic.partitions().size())
                .filter(number -> topic.partitions().get(number).replicas().contains(holder))
                .boxed()
                .toList();
        DescribableLogDirTopicCollection topics = new DescribableLogDirTopicCollection();
        topics.add(new DescribableLogDirTopic().setTopic(topic.name()).setPartitions(held));
        return others.ask(
                        holder,
                        new DescribeLogDirsRequestData().setTopics(topics),
                        LOG_DIRS_VERSION,
                        BrokerRequests.PATIENCE_MS,
                        DescribeLogDirsResponseData::new)
                .thenApply(TopicQueries::sizes);
    }

    private static Map<Integer, Long> sizes(DescribeLogDirsResponseData answer) {
        Map<Integer, Long> sizes = new HashMap<>();
        answer.results().forEach(directory -> directory.topics().forEach(topic -> topic.partitions()
                .forEach(partition -> sizes.put(partition.partitionIndex(), partition.partitionSize()))));
        return sizes;
    }
}
