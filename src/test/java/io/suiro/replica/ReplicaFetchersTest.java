package io.suiro.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.Clock;
import io.suiro.base.FileSystemDisk;
import io.suiro.base.QueuedLane;
import io.suiro.base.SimulatedTime;
import io.suiro.cluster.PartitionImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.FetchRequestData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicaFetchersTest {
    private final QueuedLane lane = new QueuedLane();
    private final List<Integer> asked = new ArrayList<>();
    private final ReplicaFetchers fetchers = new ReplicaFetchers(
            1,
            this::connect,
            lane,
            new SimulatedTime(),
            () -> 1,
            FetcherLimits.DEFAULT,
            new ReplicationQuota(Clock.SYSTEM),
            bytes -> {});

    private PartitionFixture fixture;

    @BeforeEach
    void open(@TempDir Path directory) throws IOException {
        fixture = new PartitionFixture(new FileSystemDisk(), directory, Map.of());
    }

    @Test
    void aLeaderIsAskedForWhatIsFollowed() {
        follow(2);
        assertThat(asked).containsExactly(2);
    }

    /** The last change of metadata may come while a broker leaves. */
    @Test
    void whoHasStoppedAsksNobodyForWhatItIsToldToFollowLater() {
        fetchers.stop();
        follow(2);
        assertThat(asked).isEmpty();
    }

    private void follow(int leaderId) {
        var _ = fixture.partition.become(
                new PartitionImage(leaderId, List.of(leaderId, 0), List.of(leaderId, 0), 1, 0));
        fixture.lane.runAll();
        fetchers.follow(fixture.partition, leaderId, 1);
        lane.runAll();
        fixture.lane.runAll();
        lane.runAll();
    }

    /** One that never answers. */
    private LeaderEndpoint connect(int leaderId) {
        asked.add(leaderId);
        return new LeaderEndpoint() {
            @Override
            public CompletionStage<ReplicaFetch> fetch(FetchRequestData request) {
                return new CompletableFuture<>();
            }

            @Override
            public void close() {}
        };
    }
}
