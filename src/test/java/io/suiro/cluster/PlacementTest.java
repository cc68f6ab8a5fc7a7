package io.suiro.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.error.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementTest {
    private static BrokerImage broker(int id, String rack) {
        return broker(id, rack, false, false);
    }

    private static BrokerImage fenced(int id, String rack) {
        return broker(id, rack, true, false);
    }

    private static BrokerImage broker(int id, String rack, boolean fenced, boolean shuttingDown) {
        Uuid uuid = new Uuid(1, id);
        return new BrokerImage(id, uuid, uuid, uuid, "h", 1, "", -1, rack, id, fenced, shuttingDown, false, false);
    }

    /** Brokers 0 to racks * perRack - 1, on rack r0 first. */
    private static List<BrokerImage> brokers(int racks, int perRack) {
        List<BrokerImage> brokers = new ArrayList<>();
        for (int id = 0; id < racks * perRack; id++) {
            brokers.add(broker(id, "r" + id / perRack));
        }
        return brokers;
    }

    private static Uuid id(Random random) {
        return new Uuid(random.nextLong(), random.nextLong());
    }

    @ParameterizedTest
    @CsvSource({"3, 1, 3", "3, 2, 3", "3, 3, 2", "2, 3, 2", "2, 2, 3", "4, 2, 3"})
    void replicasAreSpreadOverRacksAndBrokersAlike(int racks, int perRack, int factor) {
        Random random = new Random(1);
        Map<Integer, Integer> leads = new HashMap<>();
        Map<Integer, Integer> holds = new HashMap<>();
        int count = racks * perRack * 10;
        for (int topic = 0; topic < 20; topic++) {
            for (PartitionImage partition :
                    Placement.over(brokers(racks, perRack), id(random)).partitions(0, count, factor)) {
                Set<Integer> used = new HashSet<>();
                partition.replicas().forEach(replica -> used.add(replica / perRack));
                assertThat(used).hasSize(Math.min(racks, factor));
                assertThat(new HashSet<>(partition.replicas())).hasSize(factor);
                assertThat(partition.leader()).isEqualTo(partition.replicas().getFirst());
                leads.merge(partition.leader(), 1, Integer::sum);
                partition.replicas().forEach(replica -> holds.merge(replica, 1, Integer::sum));
            }
        }
        assertThat(leads.values()).containsOnly(20 * 10);
        int fair = 20 * 10 * factor;
        assertThat(holds.values()).allSatisfy(held -> assertThat(held).isBetween(fair * 8 / 10, fair * 12 / 10));
    }

    @Test
    void neighboursOfTheRoundAreOnDifferentRacks() {
        List<PartitionImage> partitions =
                Placement.over(brokers(3, 2), new Uuid(0, 0)).partitions(0, 6, 1);
        assertThat(partitions).extracting(PartitionImage::leader).containsExactly(0, 2, 4, 1, 3, 5);
    }

    @Test
    void whoIsAbsentComesLastAndIsNotInSync() {
        List<BrokerImage> brokers =
                List.of(fenced(0, "a"), broker(1, "a"), broker(2, "b"), broker(3, "b", false, true), fenced(4, "b"));
        Set<Integer> last = new HashSet<>();
        for (PartitionImage partition :
                Placement.over(brokers, id(new Random(3))).partitions(0, 12, 3)) {
            assertThat(partition.replicas().subList(0, 2)).containsExactlyInAnyOrder(1, 2);
            assertThat(partition.isr()).isEqualTo(partition.replicas().subList(0, 2));
            assertThat(partition.leader()).isEqualTo(partition.replicas().getFirst());
            last.add(partition.replicas().get(2));
        }
        assertThat(last).containsExactlyInAnyOrder(0, 3, 4);
        assertThat(Placement.over(brokers, id(new Random(3))).partitions(0, 12, 2))
                .allMatch(partition -> partition.isr().equals(partition.replicas()));
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 0, 3})
    void thereIsAtLeastOneReplicaAndAtMostOneOnEachBroker(int factor) {
        Placement placement = Placement.over(List.of(broker(1, "a"), fenced(2, "a")), id(new Random(4)));
        assertThatThrownBy(() -> placement.partitions(0, 1, factor))
                .isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.code())
                        .isEqualTo(Errors.INVALID_REPLICATION_FACTOR));
    }

    @Test
    void aSmallRackGetsItsShareOfEachPartition() {
        List<BrokerImage> brokers = List.of(broker(0, "a"), broker(1, "b"), broker(2, "b"), broker(3, "b"));
        assertThat(Placement.over(brokers, id(new Random(2))).partitions(0, 12, 2))
                .allMatch(partition -> partition.replicas().contains(0));
    }
}
