package io.suiro.coordinator.group.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.QueuedLane;
import io.suiro.base.RequestContext;
import io.suiro.base.SimulatedTime;
import io.suiro.coordinator.FakeAdmission;
import io.suiro.coordinator.MemoryStateLog;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.coordinator.group.GroupSettings;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;

/** The coordinator of the group "g" in simulated time, which another one can replace at any moment, and the heartbeats of fake members. */
final class SimulatedGroup {
    static final String GROUP = "g";
    static final int STEP_MS = 50;
    private static final int MOST_PARTITIONS = 12;

    final SimulatedTime time = new SimulatedTime();
    final TestTopics topics = new TestTopics();
    private final Random random;
    private final GroupSettings settings;
    private QueuedLane lane = new QueuedLane();
    private MemoryStateLog log = new MemoryStateLog(0, lane);
    private GroupCoordinator coordinator;
    private int ids;

    /** Of no topics yet. */
    SimulatedGroup(Random random, GroupSettings settings) {
        this.random = random;
        this.settings = settings;
        coordinator = elected(log, lane);
    }

    private GroupCoordinator elected(MemoryStateLog log, QueuedLane lane) {
        GroupCoordinator elected = new GroupCoordinator(
                settings, groupId -> settings.consumer(), time, time, () -> "id" + nextId(), new FakeAdmission());
        elected.metadataChanged(topics.image());
        elected.elect(log);
        lane.runAll();
        return elected;
    }

    int nextId() {
        return ids++;
    }

    GroupCoordinator coordinator() {
        return coordinator;
    }

    /** What was asked of the coordinator is done. */
    void runAll() {
        lane.runAll();
    }

    void advance() {
        time.advance(STEP_MS, lane::runAll);
    }

    /** Those that are due send a heartbeat, whose answer may be lost. */
    void beat(List<FakeConsumer> members, boolean losesAnswers) {
        for (FakeConsumer member : List.copyOf(members)) {
            member.work(time.nowMs());
            if (member.isDue(time.nowMs())) {
                ConsumerGroupHeartbeatResponseData answer = ask(member.request(GROUP));
                if (losesAnswers && random.nextInt(10) == 0) {
                    member.missedAnswer(time.nowMs());
                } else {
                    member.answered(answer, time.nowMs());
                }
            }
        }
    }

    ConsumerGroupHeartbeatResponseData ask(ConsumerGroupHeartbeatRequestData request) {
        return done(coordinator.consumerHeartbeat(context(1), request));
    }

    <T> T done(CompletionStage<T> answer) {
        return done(answer, lane);
    }

    static <T> T done(CompletionStage<T> answer, QueuedLane lane) {
        lane.runAll();
        assertThat(answer.toCompletableFuture()).isCompleted();
        return answer.toCompletableFuture().join();
    }

    static RequestContext context(int apiVersion) {
        return new RequestContext((short) apiVersion, "client", "/127.0.0.1");
    }

    /** The topics have changed. */
    void tell() {
        coordinator.metadataChanged(topics.image());
    }

    /** By one partition, up to a dozen. */
    void grow(String topic) {
        int partitions = topics.topic(topic).partitions().size();
        topics.with(topic, Math.min(partitions + 1, MOST_PARTITIONS));
        tell();
    }

    void failOver() {
        coordinator.resign(0);
        lane.runAll();
        lane = new QueuedLane();
        log = log.copy(lane);
        coordinator = elected(log, lane);
    }

    /** Another coordinator of the same group, on the lane. */
    GroupCoordinator reloaded(QueuedLane otherLane) {
        return elected(log.copy(otherLane), otherLane);
    }
}
