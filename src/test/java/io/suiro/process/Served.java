package io.suiro.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that clients see of a broker's contents, to be compared with what they see of another's.
 *
 * @param starts log start offsets
 * @param ends of the logs, exclusive
 * @param records of all topics but {@code __consumer_offsets}, which a coordinator goes on writing
 * @param stable what of the records is seen by readers of committed ones
 * @param committed offsets by group
 * @param settings those that were altered
 * @param producers idempotent producers with their last sequences
 */
record Served(
        String clusterId,
        Map<String, Uuid> topicIds,
        Map<TopicPartition, Long> starts,
        Map<TopicPartition, Long> ends,
        Map<TopicPartition, List<String>> records,
        Map<TopicPartition, List<String>> stable,
        Map<String, Map<TopicPartition, OffsetAndMetadata>> committed,
        Map<String, Map<String, String>> settings,
        Map<TopicPartition, Set<String>> producers) {
    private static final String OFFSETS = "__consumer_offsets";
    private static final Set<ConfigSource> DYNAMIC = Set.of(
            ConfigSource.DYNAMIC_TOPIC_CONFIG,
            ConfigSource.DYNAMIC_BROKER_CONFIG,
            ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG);

    static Served by(String bootstrap) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            Map<String, TopicDescription> topics = topics(admin);
            List<TopicPartition> partitions = topics.values().stream()
                    .filter(topic -> !topic.name().equals(OFFSETS))
                    .flatMap(topic -> topic.partitions().stream()
                            .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                    .toList();
            Map<TopicPartition, Long> ends = offsets(admin, partitions, OffsetSpec.latest());
            return new Served(
                    admin.describeCluster().clusterId().get(),
                    topics.values().stream()
                            .collect(Collectors.toMap(TopicDescription::name, TopicDescription::topicId)),
                    offsets(admin, partitions, OffsetSpec.earliest()),
                    ends,
                    records(bootstrap, partitions, ends, IsolationLevel.READ_UNCOMMITTED),
                    records(
                            bootstrap,
                            partitions,
                            offsets(admin, partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED),
                            IsolationLevel.READ_COMMITTED),
                    committed(admin),
                    settings(admin, topics.keySet()),
                    producers(admin, partitions));
        }
    }

    /** Where readers of committed records come to an end. */
    static Map<TopicPartition, Long> stableEnds(String bootstrap) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            List<TopicPartition> partitions = topics(admin).values().stream()
                    .flatMap(topic -> topic.partitions().stream()
                            .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                    .toList();
            return offsets(admin, partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
        }
    }

    /** Component by component, so that a failure says which differs. */
    void assertSameAs(Served expected) {
        assertThat(clusterId).isEqualTo(expected.clusterId);
        assertThat(topicIds).isEqualTo(expected.topicIds);
        assertThat(settings).isEqualTo(expected.settings);
        assertThat(starts).isEqualTo(expected.starts);
        assertThat(ends).isEqualTo(expected.ends);
        assertThat(committed).isEqualTo(expected.committed);
        assertThat(producers).isEqualTo(expected.producers);
        assertSame(records, expected.records);
        assertSame(stable, expected.stable);
    }

    private static void assertSame(
            Map<TopicPartition, List<String>> records, Map<TopicPartition, List<String>> expected) {
        assertThat(records.keySet()).isEqualTo(expected.keySet());
        records.forEach(
                (partition, list) -> assertThat(list).as("%s", partition).isEqualTo(expected.get(partition)));
    }

    private static Map<String, TopicDescription> topics(Admin admin) throws Exception {
        Set<String> names = admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get();
        return admin.describeTopics(names).allTopicNames().get();
    }

    private static Map<TopicPartition, Long> offsets(
            Admin admin, Collection<TopicPartition> partitions, OffsetSpec spec) throws Exception {
        return offsets(admin, partitions, spec, IsolationLevel.READ_UNCOMMITTED);
    }

    private static Map<TopicPartition, Long> offsets(
            Admin admin, Collection<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolation)
            throws Exception {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listOffsets(
                        partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> spec)),
                        new ListOffsetsOptions(isolation))
                .all()
                .get()
                .forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    private static Map<TopicPartition, List<String>> records(
            String bootstrap,
            List<TopicPartition> partitions,
            Map<TopicPartition, Long> ends,
            IsolationLevel isolation) {
        Map<TopicPartition, List<String>> records = new HashMap<>();
        partitions.forEach(partition -> records.put(partition, new ArrayList<>()));
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "fetch.max.wait.ms",
                        50,
                        "isolation.level",
                        isolation.toString()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    Objects.requireNonNull(records.get(new TopicPartition(record.topic(), record.partition())))
                            .add(text(record));
                }
            }
        }
        return records;
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        String headers = Stream.of(record.headers().toArray())
                .map(header -> header.key() + ":" + text(header.value()))
                .collect(Collectors.joining(","));
        return record.offset() + " " + record.timestampType() + " " + record.timestamp() + " "
                + record.leaderEpoch().orElse(-1) + " [" + headers + "] " + text(record.key()) + "="
                + text(record.value());
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static Map<String, Map<TopicPartition, OffsetAndMetadata>> committed(Admin admin) throws Exception {
        Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = new TreeMap<>();
        for (var group : admin.listGroups().all().get()) {
            committed.put(
                    group.groupId(),
                    admin.listConsumerGroupOffsets(group.groupId())
                            .partitionsToOffsetAndMetadata()
                            .get());
        }
        return committed;
    }

    private static Map<String, Map<String, String>> settings(Admin admin, Set<String> topics) throws Exception {
        List<ConfigResource> resources = new ArrayList<>();
        topics.forEach(topic -> resources.add(new ConfigResource(ConfigResource.Type.TOPIC, topic)));
        resources.add(new ConfigResource(ConfigResource.Type.BROKER, ""));
        resources.add(new ConfigResource(ConfigResource.Type.BROKER, String.valueOf(KafkaProcess.NODE)));
        Map<String, Map<String, String>> settings = new TreeMap<>();
        admin.describeConfigs(resources).all().get().forEach((resource, config) -> {
            Map<String, String> altered = new TreeMap<>();
            for (ConfigEntry entry : config.entries()) {
                if (DYNAMIC.contains(entry.source())) {
                    altered.put(entry.name(), entry.value());
                }
            }
            settings.put(resource.type() + " " + resource.name(), altered);
        });
        return settings;
    }

    private static Map<TopicPartition, Set<String>> producers(Admin admin, List<TopicPartition> partitions)
            throws Exception {
        Map<TopicPartition, Set<String>> producers = new HashMap<>();
        admin.describeProducers(partitions).all().get().forEach((partition, state) -> {
            Set<String> known = new TreeSet<>();
            state.activeProducers()
                    .forEach(producer -> known.add(
                            producer.producerId() + " " + producer.producerEpoch() + " " + producer.lastSequence()));
            producers.put(partition, known);
        });
        return producers;
    }
}
