package io.suiro.channel;

import io.suiro.client.ConsumerOptions;
import io.suiro.client.OffsetReset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How refused records are tried again: {@code failure-strategy=delayed-retry-topic}, by the attributes and default names of SmallRye's Kafka connector.
 *
 * @param topics in the order of a record's retries; the last one is used as often as it takes
 * @param delaysMs of each topic
 * @param maxRetries after which a record is given up
 * @param timeoutMs from the first refusal of a record, beyond which no retry may begin
 * @param deadLetterTopic for what is given up, null if that only counts as finished
 */
record RetrySettings(
        List<String> topics,
        Map<String, Integer> delaysMs,
        int maxRetries,
        int timeoutMs,
        @Nullable String deadLetterTopic) {
    private static final Pattern DELAY = Pattern.compile(".*_(\\d{1,9})");
    private static final String TOPICS = "delayed-retry-topic.topics";
    /** Before the names of the group and the client of those who read retry topics. */
    private static final String READER = "kafka-delayed-retry-topic-";

    RetrySettings {
        topics = List.copyOf(topics);
        delaysMs = Map.copyOf(delaysMs);
    }

    /** @throws IllegalArgumentException naming the key, its value and what is allowed */
    static RetrySettings of(Attributes attributes) {
        List<String> topics = attributes.list(TOPICS);
        if (topics.isEmpty()) {
            topics = Stream.of(10_000, 20_000, 50_000)
                    .map(delayMs -> attributes.name() + "_retry_" + delayMs)
                    .toList();
        }
        Map<String, Integer> delaysMs = new HashMap<>();
        for (String topic : topics) {
            Matcher delay = DELAY.matcher(topic);
            if (!delay.matches()) {
                throw attributes.wrong(
                        TOPICS,
                        "topics whose names end with _ and their delay in milliseconds; " + topic + " does not");
            }
            delaysMs.put(topic, Integer.valueOf(delay.group(1)));
        }
        int maxRetries = attributes.number("delayed-retry-topic.max-retries", 0, 0);
        return new RetrySettings(
                topics,
                delaysMs,
                maxRetries == 0 ? topics.size() : maxRetries,
                attributes.number("delayed-retry-topic.timeout", 120_000, 0),
                attributes.text("dead-letter-queue.topic").orElse(null));
    }

    /** Where a record goes that has been tried again so many times; null if it is given up. */
    @Nullable
    String topicAfter(int retries) {
        return retries < maxRetries ? topics.get(Math.min(retries, topics.size() - 1)) : null;
    }

    /** Where records of the channel may go to. */
    List<String> allTopics() {
        return deadLetterTopic == null
                ? topics
                : Stream.concat(topics.stream(), Stream.of(deadLetterTopic)).toList();
    }

    int delayMs(String topic) {
        return delaysMs.getOrDefault(topic, 0);
    }

    /** As the channel, but for a group of its own, which misses nothing that was stored before it first looked. */
    ConsumerOptions consumer(ConsumerOptions channel) {
        return new ConsumerOptions(
                READER + channel.groupId(),
                READER + channel.clientId(),
                Set.copyOf(topics),
                null,
                channel.memberName(),
                channel.groupInstanceId(),
                OffsetReset.EARLIEST,
                false,
                channel.rebalanceTimeoutMs(),
                channel.maxPartitionBytes());
    }
}
