package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.cluster.MetadataCommand.AlterConfigs;
import io.suiro.cluster.MetadataCommand.BalanceLeaders;
import io.suiro.cluster.MetadataCommand.BeginShutdown;
import io.suiro.cluster.MetadataCommand.ConfigChange;
import io.suiro.cluster.MetadataCommand.ElectLeaders;
import io.suiro.cluster.MetadataCommand.ReassignPartition;
import io.suiro.error.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DecideElectionsTest {
    private TestCluster cluster;

    @BeforeEach
    void threeBrokers() throws IOException {
        cluster = TestCluster.create();
        cluster.register(1, 2, 3);
    }

    private Outcome<PartitionImage> elect(ElectionType type) {
        return cluster.ask(new ElectLeaders(type, "t", 0));
    }

    private void set(ConfigResource resource, String name, String value) {
        Map<String, ConfigChange> change = Map.of(name, new ConfigChange.Set(value));
        cluster.ask(new AlterConfigs(resource, change, false)).orThrow();
    }

    @ParameterizedTest
    @EnumSource(ElectionType.class)
    void whatIsNotThereElectsNobody(ElectionType type) {
        assertThat(elect(type).code()).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        cluster.place("t", Map.of(), 1, 2);
        assertThat(cluster.ask(new ElectLeaders(type, "t", 1)).code()).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(elect(type).code()).isEqualTo(Errors.ELECTION_NOT_NEEDED);
    }

    @Test
    void thePreferredReplicaLeadsAgainOnceItIsInSync() {
        cluster.place("t", Map.of(), 1, 2);
        cluster.fence(1).orThrow();
        assertThat(elect(ElectionType.PREFERRED).code()).isEqualTo(Errors.PREFERRED_LEADER_NOT_AVAILABLE);
        cluster.unfence(1).orThrow();
        assertThat(elect(ElectionType.PREFERRED).code()).isEqualTo(Errors.PREFERRED_LEADER_NOT_AVAILABLE);
        cluster.alterIsr("t", 1, 2).orThrow();
        int epoch = cluster.partition("t").leaderEpoch();
        assertThat(elect(ElectionType.PREFERRED).orThrow().leader()).isEqualTo(1);
        assertThat(cluster.partition("t").leaderEpoch()).isEqualTo(epoch + 1);
        assertThat(cluster.partition("t").isr()).containsExactly(1, 2);
    }

    @Test
    void anUncleanElectionTakesWhoeverIsThere() {
        cluster.place("t", Map.of(), 1, 2);
        cluster.fence(2).orThrow();
        cluster.fence(1).orThrow();
        assertThat(elect(ElectionType.UNCLEAN).code()).isEqualTo(Errors.ELIGIBLE_LEADERS_NOT_AVAILABLE);
        cluster.unfence(2).orThrow();
        PartitionImage elected = elect(ElectionType.UNCLEAN).orThrow();
        assertThat(elected.leader()).isEqualTo(2);
        assertThat(elected.isr()).containsExactly(2);
        assertThat(elected.elr()).isEmpty();
    }

    @Test
    void allowingUncleanElectionsHoldsThem() {
        cluster.place("t", Map.of(), 1, 2);
        cluster.place("u", Map.of(), 1, 2);
        cluster.fence(2).orThrow();
        cluster.fence(1).orThrow();
        cluster.unfence(2).orThrow();
        set(new ConfigResource(ConfigResource.Type.TOPIC, "t"), "unclean.leader.election.enable", "true");
        assertThat(cluster.partition("t").leader()).isEqualTo(2);
        assertThat(cluster.partition("u").leader()).isEqualTo(-1);
        set(new ConfigResource(ConfigResource.Type.BROKER, ""), "unclean.leader.election.enable", "true");
        assertThat(cluster.partition("u").leader()).isEqualTo(2);
    }

    @Test
    void nobodyStaysEligibleOnceFewerMustHoldARecord() {
        cluster.place("t", Map.of("min.insync.replicas", "2"), 1, 2);
        cluster.fence(2).orThrow();
        assertThat(cluster.partition("t").elr()).containsExactly(2);
        set(new ConfigResource(ConfigResource.Type.TOPIC, "t"), "min.insync.replicas", "1");
        assertThat(cluster.partition("t").elr()).isEmpty();
        assertThat(cluster.partition("t").leader()).isEqualTo(1);
    }

    @Test
    void anUncleanElectionEndsAReassignmentThatWaitedForIt() {
        cluster.place("t", Map.of(), 1);
        cluster.ask(new ReassignPartition("t", 0, List.of(2), true)).orThrow();
        cluster.fence(1).orThrow();
        assertThat(elect(ElectionType.UNCLEAN).orThrow().replicas()).containsExactly(2);
        assertThat(cluster.partition("t").isReassigning()).isFalse();
        assertThat(cluster.partition("t").leader()).isEqualTo(2);
    }

    @Test
    void whoIsShuttingDownLeavesTheIsrWithTheElectionOfAnother() {
        cluster.place("t", Map.of(), 2, 1);
        cluster.fence(2).orThrow();
        cluster.unfence(2).orThrow();
        assertThat(cluster.ask(new BeginShutdown(1, cluster.epochOf(1))).orThrow())
                .isEqualTo(1);
        cluster.alterIsr("t", 1, 2).orThrow();
        assertThat(elect(ElectionType.PREFERRED).orThrow().leader()).isEqualTo(2);
        assertThat(cluster.partition("t").isr()).containsExactly(2);
    }

    @Test
    void leadersAreBalancedUpToALimit() {
        for (String name : new String[] {"a", "b", "c", "d"}) {
            cluster.place(name, Map.of(), 1, 2);
        }
        cluster.fence(1).orThrow();
        cluster.unfence(1).orThrow();
        for (String name : new String[] {"a", "b", "c"}) {
            cluster.alterIsr(name, 1, 2).orThrow();
        }
        assertThat(cluster.ask(new BalanceLeaders(2, 10)).orThrow()).isEqualTo(2);
        assertThat(cluster.partition("a").leader()).isEqualTo(1);
        assertThat(cluster.partition("b").leader()).isEqualTo(1);
        assertThat(cluster.ask(new BalanceLeaders(100, 50)).orThrow()).isZero();
        assertThat(cluster.ask(new BalanceLeaders(100, 49)).orThrow()).isEqualTo(1);
        assertThat(cluster.partition("c").leader()).isEqualTo(1);
        assertThat(cluster.partition("d").leader()).isEqualTo(2);
        assertThat(cluster.ask(new BalanceLeaders(100, 0)).orThrow()).isZero();
    }
}
