package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.cluster.MetadataCommand.AddVoter;
import io.suiro.cluster.MetadataCommand.AllocateProducerIds;
import io.suiro.cluster.MetadataCommand.AlterConfigs;
import io.suiro.cluster.MetadataCommand.AlterPartition;
import io.suiro.cluster.MetadataCommand.BalanceLeaders;
import io.suiro.cluster.MetadataCommand.BeginShutdown;
import io.suiro.cluster.MetadataCommand.ChangeVoters;
import io.suiro.cluster.MetadataCommand.ConfigChange;
import io.suiro.cluster.MetadataCommand.CreatePartitions;
import io.suiro.cluster.MetadataCommand.CreateTopic;
import io.suiro.cluster.MetadataCommand.DeleteTopic;
import io.suiro.cluster.MetadataCommand.ElectLeaders;
import io.suiro.cluster.MetadataCommand.FenceBroker;
import io.suiro.cluster.MetadataCommand.InSync;
import io.suiro.cluster.MetadataCommand.ReassignPartition;
import io.suiro.cluster.MetadataCommand.RemoveVoter;
import io.suiro.cluster.MetadataCommand.ReplaceConfigs;
import io.suiro.cluster.MetadataCommand.UnfenceBroker;
import io.suiro.cluster.MetadataCommand.UnregisterBroker;
import io.suiro.cluster.raft.Voter;
import io.suiro.error.Outcome;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.pcollections.TreePVector;

class MetadataCommandCodecTest {
    private static final Uuid ID = new Uuid(7, 8);
    private static final ConfigResource TOPIC = new ConfigResource(ConfigResource.Type.TOPIC, "t");
    private static final PartitionImage PARTITION =
            new PartitionImage(2, List.of(2, 1), List.of(2), List.of(1), -1, List.of(), List.of(), 3, 4);

    static final List<MetadataCommand<?>> COMMANDS = List.of(
            TestCluster.registration(1, 2),
            new FenceBroker(1, Long.MAX_VALUE),
            new UnfenceBroker(1, 2),
            new BeginShutdown(1, 2),
            new UnregisterBroker(3),
            new AlterPartition(1, 2, ID, 3, 4, 5, List.of(new InSync(1, 2), new InSync(6, 7))),
            new ElectLeaders(ElectionType.UNCLEAN, "t", 1),
            new ReassignPartition("t", 1, List.of(1, 2, 3), false),
            new ReassignPartition("t", 1, null, true),
            new BalanceLeaders(100, 10),
            new ChangeVoters(List.of(new Voter(1, ID), new Voter(2, ID))),
            new AddVoter(new Voter(3, ID)),
            new RemoveVoter(new Voter(3, ID)),
            new CreateTopic("t", -1, (short) -1, Map.of(0, List.of(1, 2), 1, List.of(2, 1)), Map.of(), true),
            new CreateTopic("t", 3, (short) 2, Map.of(), Map.of("retention.ms", "1"), false),
            new DeleteTopic(ID),
            new CreatePartitions("t", 3, null, true),
            new CreatePartitions("t", 3, List.of(List.of(1, 2), List.of()), false),
            new AlterConfigs(
                    TOPIC,
                    Map.of(
                            "a", new ConfigChange.Set("1"),
                            "b", new ConfigChange.Delete(),
                            "c", new ConfigChange.Append("2"),
                            "d", new ConfigChange.Subtract("3")),
                    true),
            new ReplaceConfigs(TOPIC, Map.of("a", "ä"), false),
            new AllocateProducerIds(1, 2, 1000));

    @ParameterizedTest
    @FieldSource("COMMANDS")
    void aCommandIsReadBackAsItWasWritten(MetadataCommand<?> command) throws IOException {
        assertThat(MetadataCommandCodec.decode(MetadataCommandCodec.encode(command)))
                .isEqualTo(command);
    }

    @ParameterizedTest
    @FieldSource("COMMANDS")
    void aCommandThatIsCutOrTooLongIsRefused(MetadataCommand<?> command) {
        byte[] whole = MetadataCommandCodec.encode(command);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> MetadataCommandCodec.decode(cut)).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> MetadataCommandCodec.decode(Arrays.copyOf(whole, whole.length + 1)))
                .hasMessageContaining("1 bytes behind");
    }

    @ParameterizedTest
    @FieldSource("COMMANDS")
    void aDamagedCommandIsAnotherCommandOrRefused(MetadataCommand<?> command) {
        Random random = new Random(1);
        byte[] whole = MetadataCommandCodec.encode(command);
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            try {
                assertThat(MetadataCommandCodec.decode(damaged)).isNotNull();
            } catch (IOException e) {
                assertThat(e).hasNoSuppressedExceptions();
            }
        }
    }

    private static <R> void assertAnswered(MetadataCommand<R> command, R answer) throws IOException {
        byte[] bytes = MetadataCommandCodec.encodeAnswer(command, answer);
        assertThat(MetadataCommandCodec.decodeAnswer(command, bytes)).isEqualTo(answer);
        assertThatThrownBy(() -> MetadataCommandCodec.decodeAnswer(command, Arrays.copyOf(bytes, bytes.length - 1)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> MetadataCommandCodec.decodeAnswer(command, Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void eachKindOfAnswerIsReadBack() throws IOException {
        assertAnswered(TestCluster.registration(1, 1), Outcome.ok(77L));
        assertAnswered(new FenceBroker(1, 1), Outcome.done());
        assertAnswered(new BeginShutdown(1, 1), Outcome.ok(5));
        assertAnswered(new ElectLeaders(ElectionType.PREFERRED, "t", 0), Outcome.ok(PARTITION));
        assertAnswered(new DeleteTopic(ID), Outcome.ok(new TopicImage("t", ID, TreePVector.singleton(PARTITION))));
    }

    @Test
    void aFailureIsReadBackWhateverWasAsked() throws IOException {
        assertAnswered(new FenceBroker(1, 1), Outcome.failed(Errors.STALE_BROKER_EPOCH, "gone"));
        assertAnswered(new DeleteTopic(ID), Outcome.failed(Errors.UNKNOWN_TOPIC_ID));
    }

    @Test
    void anAnswerToSomethingElseIsRefused() {
        byte[] number = MetadataCommandCodec.encodeAnswer(new BeginShutdown(1, 1), Outcome.ok(5));
        assertThatThrownBy(() -> MetadataCommandCodec.decodeAnswer(new DeleteTopic(ID), number))
                .hasMessageContaining("an answer of kind 2 to DeleteTopic");
    }

    @Test
    void whatANewerSuiroAsksIsRefusedByName() {
        assertThatThrownBy(() -> MetadataCommandCodec.decode(new byte[] {0, 99}))
                .hasMessageContaining("tag 99, which this version of Suiro cannot read");
        assertThatThrownBy(() -> MetadataCommandCodec.decode(new byte[] {9, 1})).hasMessageContaining("version 9");
    }
}
