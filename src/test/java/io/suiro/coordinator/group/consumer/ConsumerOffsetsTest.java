package io.suiro.coordinator.group.consumer;

import static io.suiro.coordinator.group.consumer.ConsumerBench.GROUP;
import static io.suiro.coordinator.group.consumer.ConsumerBench.beating;
import static io.suiro.coordinator.group.consumer.ConsumerBench.context;
import static io.suiro.coordinator.group.consumer.ConsumerBench.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopicCollection;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Offsets of consumer groups, and what APIs of both protocols say of such groups. */
class ConsumerOffsetsTest {
    private static final long RETENTION_MS = 3_600_000;

    private final ConsumerBench bench = new ConsumerBench();

    @Test
    void onlyAMemberInItsEpochCommits() {
        bench.join("a");

        assertThat(bench.commit(9, "a", 1, 0)).isEqualTo(Errors.NONE);
        assertThat(bench.commit(9, "a", 2, 0)).isEqualTo(Errors.STALE_MEMBER_EPOCH);
        assertThat(bench.commit(9, "b", 1, 0)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(bench.commit(9, "", -1, 0)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(bench.commit(8, "a", 1, 0)).isEqualTo(Errors.UNSUPPORTED_VERSION);
    }

    @Test
    void whatAMemberHasHeldSinceAnEarlierEpochItCommitsInThat() {
        bench.join("a");
        bench.topics.with("t", 5);
        bench.coordinator.metadataChanged(bench.topics.image());
        assertThat(bench.beat("a", 1).memberEpoch()).isEqualTo(2);

        assertThat(bench.commit(9, "a", 1, 0, 3)).isEqualTo(Errors.NONE);
        assertThat(bench.commit(9, "a", 1, 4)).isEqualTo(Errors.STALE_MEMBER_EPOCH);
        assertThat(bench.commit(9, "a", 0, 0)).isEqualTo(Errors.STALE_MEMBER_EPOCH);
    }

    @Test
    void aProducerCommitsForAMemberInItsEpochOrForNobody() {
        bench.join("a");

        assertThat(bench.commitInTransaction("a", 1, 0)).isEqualTo(Errors.NONE);
        assertThat(bench.commitInTransaction("a", 2, 0)).isEqualTo(Errors.ILLEGAL_GENERATION);
        assertThat(bench.commitInTransaction("b", 1, 0)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(bench.commitInTransaction("", -1, 0)).isEqualTo(Errors.NONE);
        assertThat(bench.commitInTransaction("a", -1, 0)).isEqualTo(Errors.ILLEGAL_GENERATION);
    }

    @Test
    void aProducerMayComeLateWithWhatTheMemberStillHolds() {
        bench.join("a");
        bench.topics.with("t", 5);
        bench.coordinator.metadataChanged(bench.topics.image());
        assertThat(bench.beat("a", 1).memberEpoch()).isEqualTo(2);

        assertThat(bench.commitInTransaction("a", 1, 0, 3)).isEqualTo(Errors.NONE);
        assertThat(bench.commitInTransaction("a", 1, 4)).isEqualTo(Errors.ILLEGAL_GENERATION);
    }

    @Test
    void anEmptyGroupDoesNotExpireWhileATransactionMayCommitItsOffsets() {
        bench.join("a");
        assertThat(bench.commitInTransaction("a", 1, 0)).isEqualTo(Errors.NONE);
        bench.ask(beating("a", -1));
        bench.advance(2 * RETENTION_MS);
        assertThat(bench.described().errorCode()).isZero();

        bench.endTransaction(true);
        assertThat(bench.coordinator.counts().offsets()).isEqualTo(1);
        bench.advance(2 * RETENTION_MS);

        assertThat(bench.described().errorCode()).isEqualTo(Errors.GROUP_ID_NOT_FOUND.code());
        assertThat(bench.coordinator.counts().offsets()).isZero();
    }

    @Test
    void anAdministratorCommitsWhileTheGroupIsEmpty() {
        bench.join("a");
        bench.ask(beating("a", -1));

        assertThat(bench.commit(9, "", -1, 0)).isEqualTo(Errors.NONE);
    }

    @Test
    void whoSaysWhoTheyAreMustBeThatToFetch() {
        bench.join("a");
        bench.commit(9, "a", 1, 0);

        assertThat(fetched(null, -1)).isEqualTo(Errors.NONE);
        assertThat(fetched("a", 1)).isEqualTo(Errors.NONE);
        assertThat(fetched("a", 2)).isEqualTo(Errors.STALE_MEMBER_EPOCH);
        assertThat(fetched("b", 1)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    private Errors fetched(@Nullable String memberId, int memberEpoch) {
        OffsetFetchRequestGroup request = new OffsetFetchRequestGroup()
                .setGroupId(GROUP)
                .setMemberId(memberId)
                .setMemberEpoch(memberEpoch)
                .setTopics(null);
        return Errors.forCode(bench.done(bench.coordinator.fetchOffsets(context(9), request, true))
                .errorCode());
    }

    @Test
    void offsetsOfASubscribedTopicAreNotDeletedAndDoNotExpire() {
        bench.join("a");
        bench.commit(9, "a", 1, 0);
        for (long passed = 0; passed <= RETENTION_MS; passed += ConsumerBench.SESSION_MS / 2) {
            bench.advance(ConsumerBench.SESSION_MS / 2);
            bench.beat("a", 1);
        }

        assertThat(deleteOffset()).isEqualTo(Errors.GROUP_SUBSCRIBED_TO_TOPIC);
        assertThat(bench.coordinator.counts().offsets()).isEqualTo(1);
        bench.ask(beating("a", -1));
        assertThat(deleteOffset()).isEqualTo(Errors.NONE);
        assertThat(bench.coordinator.counts().offsets()).isZero();
    }

    private Errors deleteOffset() {
        OffsetDeleteRequestTopicCollection topics = new OffsetDeleteRequestTopicCollection();
        topics.add(new OffsetDeleteRequestTopic()
                .setName("t")
                .setPartitions(List.of(new OffsetDeleteRequestPartition().setPartitionIndex(0))));
        OffsetDeleteRequestData request =
                new OffsetDeleteRequestData().setGroupId(GROUP).setTopics(topics);
        return Errors.forCode(bench.done(bench.coordinator.deleteOffsets(context(0), request))
                .topics()
                .iterator()
                .next()
                .partitions()
                .iterator()
                .next()
                .errorCode());
    }

    @Test
    void anEmptyGroupGoesWithItsLastOffset() {
        bench.join("a");
        bench.commit(9, "a", 1, 0);
        bench.ask(beating("a", -1));
        bench.advance(RETENTION_MS + 60_000);

        assertThat(bench.described().errorCode()).isEqualTo(Errors.GROUP_ID_NOT_FOUND.code());
        assertThat(bench.coordinator.counts().groups()).isZero();
        assertThat(bench.coordinator.counts().offsets()).isZero();
    }

    @Test
    void aGroupWithMembersIsNeitherDeletedNorJoinedByTheOtherProtocol() {
        bench.join("a");

        assertThat(deleteGroup()).isEqualTo(Errors.NON_EMPTY_GROUP);
        assertThat(classicJoin()).isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL);
        assertThat(bench.done(bench.coordinator.describe(context(6), List.of(GROUP)))
                        .getFirst()
                        .errorCode())
                .isEqualTo(Errors.GROUP_ID_NOT_FOUND.code());

        bench.ask(beating("a", -1));
        assertThat(classicJoin()).isEqualTo(Errors.NONE);
        assertThat(bench.refused(joining("a"))).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
    }

    private Errors deleteGroup() {
        return Errors.forCode(bench.done(bench.coordinator.deleteGroups(context(2), List.of(GROUP)))
                .iterator()
                .next()
                .errorCode());
    }

    /** Of version 3, in which a member joins without asking for an id first. */
    private Errors classicJoin() {
        JoinGroupRequestProtocolCollection protocols = new JoinGroupRequestProtocolCollection();
        protocols.add(new JoinGroupRequestProtocol().setName("range").setMetadata(new byte[0]));
        JoinGroupRequestData request = new JoinGroupRequestData()
                .setGroupId(GROUP)
                .setProtocolType("consumer")
                .setSessionTimeoutMs(10_000)
                .setRebalanceTimeoutMs(10_000)
                .setProtocols(protocols);
        var answer = bench.coordinator.join(context(3), request);
        bench.advance(0);
        return Errors.forCode(bench.done(answer).errorCode());
    }

    @Test
    void groupsAreListedByTypeAndState() {
        bench.join("a");

        assertThat(listed(List.of("Consumer"), List.of("STABLE"))).containsExactly(GROUP);
        assertThat(listed(List.of("classic"), List.of())).isEmpty();
        assertThat(listed(List.of(), List.of("Empty"))).isEmpty();
    }

    private List<String> listed(List<String> types, List<String> states) {
        return bench
                .done(bench.coordinator.list(
                        context(5),
                        new ListGroupsRequestData().setTypesFilter(types).setStatesFilter(states)))
                .groups()
                .stream()
                .map(group -> group.groupId())
                .toList();
    }
}
