package io.suiro.coordinator.group.consumer;

import static io.suiro.coordinator.group.consumer.ConsumerBench.context;
import static io.suiro.coordinator.group.consumer.ConsumerBench.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Member;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Members of the classic protocol in a consumer group, one request after the other. */
class ClassicMembersTest {
    private static final int SESSION_MS = 10_000;
    private static final int REBALANCE_MS = 20_000;

    private final ConsumerBench bench = new ConsumerBench();

    @Test
    void aNewOneIsGivenAnIdFirstAndThenWhatOthersHaveGivenUp() {
        bench.join("a");
        JoinGroupResponseData joined = join("", null);
        assertThat(joined.leader()).isEmpty();
        assertThat(joined.protocolName()).isEqualTo("range");
        assertThat(joined.generationId()).isEqualTo(2);
        assertThat(assigned(joined)).isEmpty();

        assertThat(heartbeat(joined)).as("while others hold it").isEqualTo(Errors.NONE);
        bench.beat("a", 1);
        bench.accepted(ConsumerBench.beating("a", 1).setTopicPartitions(bench.owned(0, 1)));
        bench.accepted(ConsumerBench.beating("a", 2).setTopicPartitions(bench.owned(0, 1)));
        assertThat(heartbeat(joined)).as("once it is free").isEqualTo(Errors.REBALANCE_IN_PROGRESS);

        assertThat(assigned(join(joined.memberId(), null))).hasSize(2);
    }

    @Test
    void onesWithoutACommonProtocolAreNotLetIn() {
        bench.join("a");
        join("", null);

        JoinGroupRequestData other = request("", null);
        other.protocols().clear();
        other.protocols().add(protocol("other", List.of()));
        assertThat(code(ask(other))).isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL);
        assertThat(code(ask(request("", null).setProtocolType("connect"))))
                .isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL);
    }

    @Test
    void aSubscriptionThatIsNoneIsRefused() {
        bench.join("a");
        JoinGroupRequestData malformed = request("m", null);
        malformed.protocols().clear();
        malformed
                .protocols()
                .add(new JoinGroupRequestProtocol().setName("range").setMetadata(new byte[] {0, 0, 127}));

        assertThat(code(ask(malformed))).isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL);
    }

    @Test
    void whoIsNotWhoItSaysIsRefused() {
        bench.join("a");
        JoinGroupResponseData joined = join("", null);

        assertThat(heartbeat("a", 1)).as("a member of the other protocol").isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(heartbeat("nobody", 1)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(heartbeat(joined.memberId(), 1)).isEqualTo(Errors.ILLEGAL_GENERATION);
        assertThat(bench.commit(8, joined.memberId(), 1, 0)).isEqualTo(Errors.ILLEGAL_GENERATION);
        assertThat(bench.commit(8, joined.memberId(), 2, 0)).isEqualTo(Errors.NONE);
    }

    @Test
    void oneThatDoesNotFetchItsAssignmentInTimeIsGone() {
        bench.join("a");
        JoinGroupResponseData joined = join("", null);

        for (int ms = 0; ms < REBALANCE_MS; ms += 1_000) {
            assertThat(types()).containsKey(joined.memberId());
            heartbeat(joined);
            bench.beat("a", bench.described().members().size() == 2 ? 1 : 2);
            bench.advance(1_000);
        }

        assertThat(types()).doesNotContainKey(joined.memberId());
    }

    @Test
    void oneThatIsSilentIsGoneAfterTheSessionThatItAskedFor() {
        bench.join("a");
        JoinGroupResponseData joined = join("", null);
        sync(joined);

        bench.advance(SESSION_MS - 1);
        bench.beat("a", 1);
        assertThat(types()).containsKey(joined.memberId());
        bench.advance(1);
        assertThat(types()).doesNotContainKey(joined.memberId());
    }

    @Test
    void aStaticOneThatRestartsTakesItsPredecessorsPlaceInEitherProtocol() {
        bench.join("a");
        JoinGroupResponseData first = ask(request("", "i"));
        JoinGroupResponseData second = ask(request("", "i"));

        assertThat(second.memberId()).isNotEqualTo(first.memberId());
        assertThat(types()).containsOnlyKeys("a", second.memberId());
        assertThat(code(ask(request(first.memberId(), "i")))).isEqualTo(Errors.FENCED_INSTANCE_ID);

        bench.accepted(joining("b").setInstanceId("i"));
        assertThat(types()).containsOnlyKeys("a", "b").containsValue((byte) 1).doesNotContainValue((byte) 0);
    }

    @Test
    void whenTheLastOfTheNewProtocolGoesTheOthersAreAClassicGroup() {
        bench.join("a");
        JoinGroupResponseData joined = join("", null);
        sync(joined);
        assertThat(type()).isEqualTo("consumer");

        bench.ask(ConsumerBench.beating("a", -1));

        assertThat(type()).isEqualTo("classic");
        assertThat(heartbeat(joined))
                .as("it may commit what it has done before it joins again")
                .isEqualTo(Errors.REBALANCE_IN_PROGRESS);
        assertThat(bench.described().errorCode()).isEqualTo(Errors.GROUP_ID_NOT_FOUND.code());
        assertThat(bench.refused(ConsumerBench.beating("a", 1))).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
    }

    @Test
    void itStaysAConsumerGroupWhenTheLastClassicOneGoes() {
        bench.join("a");
        JoinGroupResponseData joined = join("", null);

        var left = bench.done(bench.coordinator.leave(
                context(5),
                new LeaveGroupRequestData()
                        .setGroupId(ConsumerBench.GROUP)
                        .setMembers(List.of(
                                new MemberIdentity().setMemberId(joined.memberId()),
                                new MemberIdentity().setMemberId("a")))));

        assertThat(left.members())
                .extracting(member -> Errors.forCode(member.errorCode()))
                .containsExactly(Errors.NONE, Errors.UNKNOWN_MEMBER_ID);
        assertThat(types()).containsOnlyKeys("a");
        assertThat(type()).isEqualTo("consumer");
    }

    private JoinGroupResponseData join(String memberId, @Nullable String instanceId) {
        JoinGroupResponseData response = ask(request(memberId, instanceId));
        if (code(response) == Errors.MEMBER_ID_REQUIRED) {
            response = ask(request(response.memberId(), instanceId));
        }
        assertThat(code(response)).isEqualTo(Errors.NONE);
        return response;
    }

    private static JoinGroupRequestData request(String memberId, @Nullable String instanceId) {
        JoinGroupRequestData request = new JoinGroupRequestData()
                .setGroupId(ConsumerBench.GROUP)
                .setMemberId(memberId)
                .setGroupInstanceId(instanceId)
                .setProtocolType("consumer")
                .setSessionTimeoutMs(SESSION_MS)
                .setRebalanceTimeoutMs(REBALANCE_MS);
        request.protocols().add(protocol("range", List.of()));
        return request;
    }

    private static JoinGroupRequestProtocol protocol(String name, List<TopicPartition> owned) {
        Subscription subscription = new Subscription(List.of("t"), null, owned, -1, Optional.empty());
        return new JoinGroupRequestProtocol()
                .setName(name)
                .setMetadata(Utils.toArray(ConsumerProtocol.serializeSubscription(subscription)));
    }

    private JoinGroupResponseData ask(JoinGroupRequestData request) {
        return bench.done(bench.coordinator.join(context(9), request));
    }

    private static Errors code(JoinGroupResponseData response) {
        return Errors.forCode(response.errorCode());
    }

    private SyncGroupResponseData sync(JoinGroupResponseData joined) {
        return bench.done(bench.coordinator.sync(
                context(5),
                new SyncGroupRequestData()
                        .setGroupId(ConsumerBench.GROUP)
                        .setMemberId(joined.memberId())
                        .setGenerationId(joined.generationId())
                        .setProtocolType("consumer")
                        .setProtocolName("range")));
    }

    private List<Integer> assigned(JoinGroupResponseData joined) {
        SyncGroupResponseData response = sync(joined);
        assertThat(Errors.forCode(response.errorCode())).isEqualTo(Errors.NONE);
        List<Integer> assigned = new ArrayList<>();
        ConsumerProtocol.deserializeAssignment(ByteBuffer.wrap(response.assignment()))
                .partitions()
                .forEach(partition -> assigned.add(partition.partition()));
        return assigned;
    }

    private Errors heartbeat(JoinGroupResponseData joined) {
        return heartbeat(joined.memberId(), joined.generationId());
    }

    private Errors heartbeat(String memberId, int generationId) {
        return Errors.forCode(bench.done(bench.coordinator.heartbeat(
                        context(4),
                        new HeartbeatRequestData()
                                .setGroupId(ConsumerBench.GROUP)
                                .setMemberId(memberId)
                                .setGenerationId(generationId)))
                .errorCode());
    }

    private Map<String, Byte> types() {
        Map<String, Byte> types = new HashMap<>();
        for (Member member : bench.described().members()) {
            types.put(member.memberId(), member.memberType());
        }
        return types;
    }

    private String type() {
        return bench.done(bench.coordinator.list(context(5), new ListGroupsRequestData()))
                .groups()
                .getFirst()
                .groupType();
    }
}
