package io.suiro.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.QueuedLane;
import io.suiro.base.RequestContext;
import io.suiro.base.SimulatedTime;
import io.suiro.coordinator.FakeAdmission;
import io.suiro.coordinator.MemoryStateLog;
import io.suiro.coordinator.group.consumer.TestTopics;
import io.suiro.coordinator.group.share.ShareGroupSettings;
import io.suiro.coordinator.share.ShareCoordinator;
import io.suiro.coordinator.share.ShareSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ShareGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ShareGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShareGroupCoordinatorTest {
    private static final RequestContext CONTEXT = new RequestContext((short) 1, "client", "/127.0.0.1");
    private static final int SESSION_MS = 45_000;

    private final SimulatedTime time = new SimulatedTime();
    private final QueuedLane lane = new QueuedLane();
    private final TestTopics topics = new TestTopics();
    private MemoryStateLog log = new MemoryStateLog(0, lane);
    private final ShareCoordinator states =
            new ShareCoordinator(new ShareSettings(1, 500, 5_000, 300_000, null), time, time);
    private GroupCoordinator groups = start();
    private ShareGroupCoordinator shares = new ShareGroupCoordinator(groups, states);

    private GroupCoordinator start() {
        return start(GroupBench.SETTINGS);
    }

    private GroupCoordinator start(GroupSettings settings) {
        GroupCoordinator started = new GroupCoordinator(
                settings, groupId -> GroupBench.SETTINGS.consumer(), time, time, () -> "unused", new FakeAdmission());
        var _ = started.elect(log);
        lane.runAll();
        started.metadataChanged(topics.image());
        return started;
    }

    @BeforeEach
    void electStates() {
        var _ = states.elect(new MemoryStateLog(0, lane));
        lane.runAll();
    }

    @Test
    void membersGetPartitionsOnceTheirStateHasBegun() {
        create("t", 2);
        assertThat(partitions(join("a", "t"))).isZero();
        assertThat(states.sharePartitions()).isEqualTo(2);
        ShareGroupHeartbeatResponseData second = live("a", 1);
        assertThat(partitions(second)).isEqualTo(2);
        assertThat(second.heartbeatIntervalMs()).isEqualTo(5_000);
    }

    @Test
    void moreMembersThanPartitionsShareThem() {
        create("t", 2);
        Set<String> members = Set.of("a", "b", "c", "d", "e");
        members.forEach(member -> join(member, "t"));
        members.forEach(this::settle);
        DescribedGroup group = describe();
        assertThat(group.groupState()).isEqualTo("Stable");
        assertThat(group.members()).hasSize(5).allSatisfy(member -> assertThat(
                        member.assignment().topicPartitions())
                .hasSize(1)
                .allMatch(topic -> topic.partitions().size() == 1));
        Set<Integer> all = new HashSet<>();
        group.members()
                .forEach(member -> all.addAll(
                        member.assignment().topicPartitions().getFirst().partitions()));
        assertThat(all).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void targetsStayForTheAssignmentInterval() {
        int intervalMs = 3_000;
        log = new MemoryStateLog(0, lane);
        groups = start(GroupBench.SETTINGS.sharing(
                groupId -> new ShareGroupSettings(SESSION_MS, 5_000, 200, intervalMs, 200, 30_000)));
        shares = new ShareGroupCoordinator(groups, states);
        create("t", 2);
        join("a", "t");
        settle("a");
        assertThat(describe().members().getFirst().assignment().topicPartitions())
                .as("the first do not wait")
                .hasSize(1);

        ShareGroupHeartbeatResponseData joined = join("b", "t");
        assertThat(partitions(joined)).isZero();
        assertThat(joined.heartbeatIntervalMs()).isEqualTo(200);
        assertThat(describe().assignmentEpoch()).isLessThan(describe().groupEpoch());
        pass(intervalMs - 1);
        settle("b");
        assertThat(describe().assignmentEpoch()).isLessThan(describe().groupEpoch());

        pass(1);
        settle("b");
        assertThat(describe().assignmentEpoch()).isEqualTo(describe().groupEpoch());
        assertThat(describe().members())
                .allMatch(member -> !member.assignment().topicPartitions().isEmpty());
    }

    @Test
    void partitionsOfTopicsThatComeOrGrowAreSharedToo() {
        create("t", 1);
        join("a", "t", "later");
        settle("a");
        create("later", 1);
        settle("a");
        assertThat(describe().members().getFirst().assignment().topicPartitions())
                .hasSize(2);
    }

    @Test
    void aTopicThatIsDeletedIsForgotten() {
        create("t", 1);
        create("u", 1);
        join("a", "t", "u");
        settle("a");
        topics.delete("u");
        groups.metadataChanged(topics.image());
        settle("a");
        assertThat(ask(() -> shares.offsets("g"))).hasSize(1);
        assertThat(describe().members().getFirst().assignment().topicPartitions())
                .hasSize(1);
    }

    @Test
    void aMemberThatIsNotHeardFromIsGone() {
        create("t", 1);
        join("a", "t");
        join("b", "t");
        pass(SESSION_MS - 1);
        settle("a");
        pass(1);
        assertThat(describe().members()).extracting(member -> member.memberId()).containsExactly("a");
        assertThat(live("b", 2).errorCode()).isEqualTo(Errors.UNKNOWN_MEMBER_ID.code());
        assertThat(heartbeat("a", -1).memberEpoch()).isEqualTo(-1);
        assertThat(describe().groupState()).isEqualTo("Empty");
    }

    @Test
    void anotherCoordinatorKnowsTheSame() {
        create("t", 2);
        join("a", "t");
        settle("a");
        DescribedGroup before = describe();
        groups.resign(0);
        lane.runAll();
        log = log.copy(lane);
        groups = start();
        shares = new ShareGroupCoordinator(groups, states);
        assertThat(describe()).isEqualTo(before);
        assertThat(live("a", before.members().getFirst().memberEpoch()).errorCode())
                .isEqualTo(Errors.NONE.code());
        pass(SESSION_MS);
        assertThat(describe().members()).isEmpty();
    }

    @Test
    void anIdHasOneType() {
        create("t", 1);
        join("a", "t");
        ConsumerGroupHeartbeatRequestData consumer = new ConsumerGroupHeartbeatRequestData()
                .setGroupId("g")
                .setMemberId("c")
                .setMemberEpoch(0)
                .setRebalanceTimeoutMs(1_000)
                .setTopicPartitions(List.of())
                .setSubscribedTopicNames(List.of("t"));
        assertThat(ask(() -> groups.consumerHeartbeat(CONTEXT, consumer)).errorCode())
                .isEqualTo(Errors.GROUP_ID_NOT_FOUND.code());
        assertThat(ask(() -> groups.fetchOffsets(
                                CONTEXT,
                                new OffsetFetchRequestGroup().setGroupId("g").setTopics(null),
                                false))
                        .errorCode())
                .isEqualTo(Errors.GROUP_ID_NOT_FOUND.code());
        assertThat(ask(() -> groups.consumerHeartbeat(
                                CONTEXT, consumer.duplicate().setGroupId("other")))
                        .errorCode())
                .isEqualTo(Errors.NONE.code());
        assertThat(ask(() -> shares.heartbeat(
                                CONTEXT,
                                new ShareGroupHeartbeatRequestData()
                                        .setGroupId("other")
                                        .setMemberId("a")
                                        .setMemberEpoch(0)
                                        .setSubscribedTopicNames(List.of("t"))))
                        .errorCode())
                .isEqualTo(Errors.GROUP_ID_NOT_FOUND.code());
        assertThat(ask(() -> groups.list(CONTEXT, new ListGroupsRequestData().setTypesFilter(List.of("Share"))))
                        .groups())
                .containsExactly(new ListedGroup()
                        .setGroupId("g")
                        .setProtocolType("share")
                        .setGroupState("Stable")
                        .setGroupType("share"));
    }

    @Test
    void aGroupGoesWithItsStateWhenNobodyIsInIt() {
        create("t", 3);
        join("a", "t");
        settle("a");
        assertThat(delete()).isEqualTo(Errors.NON_EMPTY_GROUP);
        assertThat(states.sharePartitions()).isEqualTo(3);
        heartbeat("a", -1);
        assertThat(delete()).isEqualTo(Errors.NONE);
        assertThat(states.sharePartitions()).isZero();
        assertThat(delete()).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
        assertThat(groups.counts()).isEqualTo(GroupCounts.NONE);
    }

    private Errors delete() {
        DeletableGroupResult result =
                ask(() -> shares.deleteGroups(CONTEXT, List.of("g"))).iterator().next();
        return Errors.forCode(result.errorCode());
    }

    private void create(String topic, int partitions) {
        groups.metadataChanged(topics.with(topic, partitions).image());
    }

    private ShareGroupHeartbeatResponseData join(String member, String... names) {
        return ask(() -> shares.heartbeat(
                CONTEXT,
                new ShareGroupHeartbeatRequestData()
                        .setGroupId("g")
                        .setMemberId(member)
                        .setMemberEpoch(0)
                        .setSubscribedTopicNames(List.of(names))));
    }

    private ShareGroupHeartbeatResponseData heartbeat(String member, int epoch) {
        return ask(() -> shares.heartbeat(
                CONTEXT,
                new ShareGroupHeartbeatRequestData()
                        .setGroupId("g")
                        .setMemberId(member)
                        .setMemberEpoch(epoch)));
    }

    private ShareGroupHeartbeatResponseData live(String member, int epoch) {
        return heartbeat(member, epoch);
    }

    /** Until it knows what it has. */
    private void settle(String member) {
        for (int i = 0; i < 3; i++) {
            int epoch = describe().members().stream()
                    .filter(one -> one.memberId().equals(member))
                    .findFirst()
                    .orElseThrow()
                    .memberEpoch();
            assertThat(live(member, epoch).errorCode()).isEqualTo(Errors.NONE.code());
        }
    }

    private DescribedGroup describe() {
        return ask(() -> shares.describe(List.of("g"))).getFirst();
    }

    private static int partitions(ShareGroupHeartbeatResponseData response) {
        return response.assignment() == null
                ? 0
                : response.assignment().topicPartitions().stream()
                        .mapToInt(topic -> topic.partitions().size())
                        .sum();
    }

    private <T> T ask(Supplier<CompletionStage<T>> request) {
        CompletableFuture<T> answer = request.get().toCompletableFuture();
        lane.runAll();
        return answer.join();
    }

    private void pass(long durationMs) {
        time.advance(durationMs, lane::runAll);
        lane.runAll();
    }
}
