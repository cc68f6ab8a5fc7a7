package io.suiro.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopicCollection;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class OffsetsTest {
    private final GroupBench bench = new GroupBench();

    @Test
    void whoIsInNoGroupCommitsToAnEmptyOne() {
        assertThat(bench.commit("", -1, 42)).isZero();

        assertThat(bench.committed()).isEqualTo(42);
        assertThat(bench.state()).isEqualTo("Empty");
        assertThat(bench.coordinator.counts()).isEqualTo(new GroupCounts(1, 0, 0, 0, 0, 0, 0, 1));
    }

    @Test
    void allOffsetsComeWithMetadataAndEpoch() {
        bench.commit("", -1, 42);

        OffsetFetchResponsePartitions fetched = bench.done(bench.coordinator.fetchOffsets(
                        GroupBench.context(9),
                        new OffsetFetchRequestGroup()
                                .setGroupId(GroupBench.GROUP)
                                .setTopics(null),
                        false))
                .topics()
                .getFirst()
                .partitions()
                .getFirst();

        assertThat(fetched)
                .isEqualTo(new OffsetFetchResponsePartitions()
                        .setPartitionIndex(0)
                        .setCommittedOffset(42)
                        .setCommittedLeaderEpoch(7)
                        .setMetadata("note"));
    }

    @Test
    void onlyTheCurrentGenerationCommits() {
        JoinGroupResponseData member = bench.stable(1).getFirst();

        assertThat(bench.commit(member.memberId(), 1, 10)).isZero();
        assertThat(bench.commit(member.memberId(), 0, 11)).isEqualTo(Errors.ILLEGAL_GENERATION.code());
        assertThat(bench.commit("nobody", 1, 12)).isEqualTo(Errors.UNKNOWN_MEMBER_ID.code());
        assertThat(bench.commit("", -1, 13)).isEqualTo(Errors.UNKNOWN_MEMBER_ID.code());
        assertThat(bench.committed()).isEqualTo(10);
    }

    @Test
    void nobodyCommitsBetweenJoinAndSync() {
        Reply<JoinGroupResponseData> joined = bench.joinNew();
        bench.advance(3_000);

        assertThat(bench.commit(joined.get().memberId(), 1, 10)).isEqualTo(Errors.REBALANCE_IN_PROGRESS.code());
    }

    @Test
    void aGenerationOfAGroupThatIsNotThereIsRefused() {
        assertThat(bench.commit("m", 3, 10)).isEqualTo(Errors.GROUP_ID_NOT_FOUND.code());
    }

    @Test
    void metadataHasALimit() {
        OffsetCommitRequestData request = GroupBench.commitRequest("", -1, 1);
        request.topics().getFirst().partitions().getFirst().setCommittedMetadata("ä".repeat(2_049));

        short code = bench.done(bench.coordinator.commit(GroupBench.context(9), request))
                .topics()
                .getFirst()
                .partitions()
                .getFirst()
                .errorCode();

        assertThat(code).isEqualTo(Errors.OFFSET_METADATA_TOO_LARGE.code());
        assertThat(bench.committed()).isEqualTo(-1);
    }

    @Test
    void aGroupThatOnlyStoresOffsetsForgetsThemAfterTheRetentionTime() {
        bench.commit("", -1, 42);
        bench.advance(GroupBench.SETTINGS.offsetsRetentionMs() - 60_001);
        assertThat(bench.committed()).isEqualTo(42);

        bench.advance(120_000);

        assertThat(bench.committed()).isEqualTo(-1);
        assertThat(bench.state()).isEqualTo("Dead");
        assertThat(bench.coordinator.counts()).isEqualTo(GroupCounts.NONE);
    }

    @Test
    void retentionCountsFromWhenTheGroupBecameEmpty() {
        JoinGroupResponseData member = bench.stable(1).getFirst();
        bench.commit(member.memberId(), 1, 42);
        for (int i = 0; i < 2 * GroupBench.SETTINGS.offsetsRetentionMs() / 9_000; i++) {
            bench.heartbeat(member);
            bench.advance(9_000);
        }
        bench.leave(member.memberId(), null);
        bench.advance(GroupBench.SETTINGS.offsetsRetentionMs() - 60_000);
        assertThat(bench.committed()).isEqualTo(42);

        bench.advance(180_000);

        assertThat(bench.committed()).isEqualTo(-1);
        assertThat(bench.state()).isEqualTo("Dead");
    }

    @Test
    void offsetsOfADeletedTopicAreForgotten() {
        bench.commit("", -1, 42);
        bench.coordinator.topicDeleted("t");

        assertThat(bench.committed()).isEqualTo(-1);
    }

    @Test
    void offsetsInUseAreNotDeleted() {
        JoinGroupResponseData member = bench.stable(1).getFirst();
        bench.commit(member.memberId(), 1, 42);

        assertThat(deleteOffset("t")).isEqualTo(Errors.GROUP_SUBSCRIBED_TO_TOPIC.code());
        bench.leave(member.memberId(), null);
        assertThat(deleteOffset("t")).isZero();
        assertThat(bench.committed()).isEqualTo(-1);
    }

    private short deleteOffset(String topic) {
        OffsetDeleteResponseData response = bench.done(bench.coordinator.deleteOffsets(
                GroupBench.context(0),
                new OffsetDeleteRequestData()
                        .setGroupId(GroupBench.GROUP)
                        .setTopics(new OffsetDeleteRequestTopicCollection(List.of(new OffsetDeleteRequestTopic()
                                        .setName(topic)
                                        .setPartitions(
                                                List.of(new OffsetDeleteRequestPartition().setPartitionIndex(0))))
                                .iterator()))));
        return response.topics().find(topic).partitions().find(0).errorCode();
    }

    @Test
    void onlyEmptyGroupsAreDeleted() {
        JoinGroupResponseData member = bench.stable(1).getFirst();
        bench.commit(member.memberId(), 1, 42);

        assertThat(deleteGroup()).isEqualTo(Errors.NON_EMPTY_GROUP.code());
        bench.leave(member.memberId(), null);
        assertThat(deleteGroup()).isZero();
        assertThat(bench.committed()).isEqualTo(-1);
        assertThat(deleteGroup()).isEqualTo(Errors.GROUP_ID_NOT_FOUND.code());
    }

    private short deleteGroup() {
        DeletableGroupResult result = bench.done(
                        bench.coordinator.deleteGroups(GroupBench.context(2), List.of(GroupBench.GROUP)))
                .find(GroupBench.GROUP);
        return result.errorCode();
    }

    @Test
    void groupsAreListedByStateAndType() {
        bench.stable(1);

        assertThat(list("stable", "Classic")).extracting(ListedGroup::groupId).containsExactly(GroupBench.GROUP);
        assertThat(list("Empty", "classic")).isEmpty();
        assertThat(list("Stable", "consumer")).isEmpty();
    }

    private List<ListedGroup> list(String state, String type) {
        return bench.done(bench.coordinator.list(
                        GroupBench.context(5),
                        new ListGroupsRequestData()
                                .setStatesFilter(List.of(state))
                                .setTypesFilter(List.of(type))))
                .groups();
    }

    @Test
    void aGroupThatIsNotThereIsDeadAndInNewerVersionsNotFound() {
        assertThat(bench.state()).isEqualTo("Dead");

        var described = bench.done(bench.coordinator.describe(GroupBench.context(6), List.of("x")))
                .getFirst();
        assertThat(described.errorCode()).isEqualTo(Errors.GROUP_ID_NOT_FOUND.code());
        assertThat(described.errorMessage()).isEqualTo("Group x not found.");
    }

    @Test
    void aStableGroupIsDescribedWithWhatItsMembersSaidAndGot() {
        JoinGroupResponseData member = bench.stable(1).getFirst();

        var described = bench.done(bench.coordinator.describe(GroupBench.context(6), List.of(GroupBench.GROUP)))
                .getFirst();

        assertThat(described.protocolData()).isEqualTo("range");
        assertThat(described.members().getFirst().clientId()).isEqualTo("client");
        assertThat(described.members().getFirst().memberMetadata()).isEqualTo(GroupBench.subscription("t"));
        assertThat(described.members().getFirst().memberAssignment())
                .isEqualTo(GroupBench.bytes("for " + member.memberId()));
    }
}
