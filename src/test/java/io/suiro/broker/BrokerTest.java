package io.suiro.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.TestBroker;
import io.suiro.base.RequestContext;
import io.suiro.config.StaticSettings;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.log.AppendOrigin;
import io.suiro.record.BatchBuilder;
import io.suiro.record.Codec;
import io.suiro.replica.Partition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BrokerTest {
    private static final int PARTITIONS = 4;
    private static final TopicPartition SOME_GROUPS = new TopicPartition(InternalTopics.OFFSETS, 1);

    @TempDir
    private Path data;

    @Test
    void groupsThatCannotBeReadKeepNobodyFromEverythingElse() {
        try (TestBroker broker =
                TestBroker.start(data, Map.of("offsets.topic.num.partitions", Integer.toString(PARTITIONS)))) {
            ensureOffsetsTopic(broker);
            short offsetCommitKey = 1;
            ByteBuffer cutShort =
                    ByteBuffer.allocate(3).putShort(offsetCommitKey).flip();
            BatchBuilder batch = new BatchBuilder(Codec.NONE);
            batch.append(0, cutShort, null);
            partition(broker, SOME_GROUPS)
                    .appending()
                    .append(batch.build(), AppendOrigin.COORDINATOR, false)
                    .appended()
                    .join();

            broker.restart();

            GroupCoordinator groups = broker.broker().groups().coordinator();
            assertThat(groups.loadedPartitions()).isEqualTo(PARTITIONS - 1);
            assertThat(groups.isLoaded()).isFalse();
        }
    }

    @Test
    void groupsStayInTheirPartitionsWhenTheSettingChanges() {
        String setting = "offsets.topic.num.partitions";
        try (TestBroker broker = TestBroker.start(data, Map.of(setting, "1"))) {
            ensureOffsetsTopic(broker);
        }
        try (TestBroker broker = TestBroker.start(data, Map.of(setting, "50"))) {
            for (int i = 0; i < 20; i++) {
                String group = "group-" + i;
                RequestContext context = new RequestContext((short) 4, "client", "/127.0.0.1");
                Groups groups = broker.broker().groups();
                assertThat(groups.coordinatorOf(group)
                                .toCompletableFuture()
                                .join()
                                .code())
                        .isEqualTo(Errors.NONE);
                assertThat(groups.coordinator()
                                .heartbeat(context, new HeartbeatRequestData().setGroupId(group))
                                .toCompletableFuture()
                                .join()
                                .errorCode())
                        .isEqualTo(Errors.UNKNOWN_MEMBER_ID.code());
            }
        }
    }

    @Test
    void whoeverDeletesTheOffsetsTopicEndsItsCoordination() {
        try (TestBroker broker = TestBroker.start(data)) {
            ensureOffsetsTopic(broker);
            Topics topics = broker.broker().topics();
            GroupCoordinator groups = broker.broker().groups().coordinator();
            assertThat(groups.electedPartitions()).isPositive();

            topics.delete(topics.find(InternalTopics.OFFSETS).orThrow().id())
                    .toCompletableFuture()
                    .join()
                    .orThrow();

            assertThat(groups.electedPartitions()).isZero();
        }
    }

    @Test
    void kafkasDirectoryIsNotTakenForANewOne() throws IOException {
        Files.writeString(data.resolve("meta.properties"), "version=1\ncluster.id=cluster\nnode.id=1\n");
        Files.createDirectory(data.resolve("__cluster_metadata-0"));

        assertThatThrownBy(() -> Broker.open(new BrokerOptions(data, StaticSettings.defaults(1), 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("take it over with ./suiro adopt " + data);

        assertThat(data.resolve("__cluster_metadata")).doesNotExist();
    }

    @Test
    void aLossIsRememberedUntilTheControllerHasBeenToldOfIt() throws IOException {
        Path clean = data.resolve(".kafka_cleanshutdown");
        Path mark = data.resolve("suiro.boot");
        TestBroker.start(data).close();
        assertThat(mark).exists();
        // What a power failure leaves: no sign of a clean end, and another boot's mark.
        Files.delete(clean);
        String anotherBoot = "version=1\nboot.id=another\ndurability=replicated\n";
        Files.writeString(mark, anotherBoot);

        Broker silent = Broker.open(new BrokerOptions(data, StaticSettings.defaults(TestBroker.ID), 1));
        silent.start();
        silent.close();

        assertThat(clean).doesNotExist();
        assertThat(mark).hasContent(anotherBoot);
        TestBroker.start(data).close();
        assertThat(clean).exists();
        assertThat(Files.readString(mark)).doesNotContain("another");
    }

    private static void ensureOffsetsTopic(TestBroker broker) {
        broker.broker().groups().coordinatorOf("g").toCompletableFuture().join().orThrow();
    }

    private static Partition partition(TestBroker broker, TopicPartition topicPartition) {
        return broker.broker().partitions().get(topicPartition);
    }
}
