package io.suiro.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.Stages;
import io.suiro.coordinator.FakeAdmission.Asked;
import io.suiro.coordinator.TransactionAdmission.Kind;
import io.suiro.error.Refused;
import io.suiro.record.TransactionMarker;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopicCollection;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/** Offsets that are committed in transactions, in groups of the classic protocol. */
class TransactionalOffsetsTest {
    private static final TopicPartition OFFSETS = new TopicPartition("__consumer_offsets", 0);

    private final GroupBench bench = new GroupBench();

    private static TxnOffsetCommitRequestData request(long producerId, long offset) {
        return GroupBench.transactionalRequest(producerId, 0, offset);
    }

    private Reply<TxnOffsetCommitResponseData> asked(int apiVersion, TxnOffsetCommitRequestData request) {
        return bench.asked(bench.coordinator.commitInTransaction(GroupBench.context(apiVersion), request));
    }

    private Errors commit(int apiVersion, TxnOffsetCommitRequestData request) {
        return code(asked(apiVersion, request).get());
    }

    private static Errors code(TxnOffsetCommitResponseData response) {
        return Errors.forCode(
                response.topics().getFirst().partitions().getFirst().errorCode());
    }

    private void commit(long producerId, long offset) {
        assertThat(commit(5, request(producerId, offset))).isEqualTo(Errors.NONE);
    }

    private void end(long producerId, boolean committed) {
        bench.done(bench.coordinator.endTransaction(0, new TransactionMarker(producerId, (short) 0, committed, 0, 1)));
    }

    private OffsetFetchResponsePartitions fetched(boolean requireStable) {
        return bench.done(bench.coordinator.fetchOffsets(
                        GroupBench.context(9),
                        new OffsetFetchRequestGroup()
                                .setGroupId(GroupBench.GROUP)
                                .setTopics(List.of(new OffsetFetchRequestTopics()
                                        .setName("t")
                                        .setPartitionIndexes(List.of(0)))),
                        requireStable))
                .topics()
                .getFirst()
                .partitions()
                .getFirst();
    }

    private long lastStable() {
        return fetched(false).committedOffset();
    }

    private boolean isUnstable() {
        OffsetFetchResponsePartitions fetched = fetched(true);
        boolean isUnstable = fetched.errorCode() == Errors.UNSTABLE_OFFSET_COMMIT.code();
        assertThat(isUnstable && fetched.committedOffset() != -1).isFalse();
        return isUnstable;
    }

    private void reload() {
        bench.log = bench.log.copy(bench.lane);
        bench.done(bench.coordinator.elect(bench.log));
    }

    @Test
    void anOffsetCountsOnceItsTransactionHasCommitted() {
        bench.commit("", -1, 5);
        commit(1, 42);
        assertThat(lastStable()).isEqualTo(5);
        assertThat(isUnstable()).isTrue();

        end(1, true);

        assertThat(lastStable()).isEqualTo(42);
        assertThat(isUnstable()).isFalse();
        assertThat(bench.coordinator.counts()).isEqualTo(new GroupCounts(1, 0, 0, 0, 0, 0, 0, 1));
    }

    @Test
    void anOffsetOfAnAbortedTransactionNeverWas() {
        bench.commit("", -1, 5);
        commit(1, 42);

        end(1, false);

        assertThat(lastStable()).isEqualTo(5);
        assertThat(isUnstable()).isFalse();
        reload();
        assertThat(lastStable()).isEqualTo(5);
    }

    @Test
    void theLastOfATransactionCounts() {
        commit(1, 42);
        commit(1, 43);

        end(1, true);

        assertThat(lastStable()).isEqualTo(43);
        assertThat(bench.coordinator.counts().offsets()).isEqualTo(1);
    }

    @Test
    void allOffsetsAreThoseThatAreCommittedAndEachMayBeUnstable() {
        commit(1, 42);
        assertThat(fetchedAll()).isEmpty();
        end(1, true);
        commit(1, 43);

        assertThat(fetchedAll()).containsExactly(Errors.UNSTABLE_OFFSET_COMMIT);
        end(1, false);
        assertThat(fetchedAll()).containsExactly(Errors.NONE);
    }

    private List<Errors> fetchedAll() {
        return bench
                .done(bench.coordinator.fetchOffsets(
                        GroupBench.context(9),
                        new OffsetFetchRequestGroup()
                                .setGroupId(GroupBench.GROUP)
                                .setTopics(null),
                        true))
                .topics()
                .stream()
                .flatMap(topic -> topic.partitions().stream())
                .map(partition -> Errors.forCode(partition.errorCode()))
                .toList();
    }

    @Test
    void aPlainCommitAfterwardsHoldsWhenTheTransactionCommits() {
        commit(1, 42);
        bench.commit("", -1, 5);
        assertThat(lastStable()).isEqualTo(5);
        assertThat(isUnstable()).isTrue();

        end(1, true);

        assertThat(lastStable()).isEqualTo(5);
        reload();
        assertThat(lastStable()).isEqualTo(5);
    }

    @Test
    void ofTwoTransactionsTheOneThatWroteLastHoldsWhicheverEndsLast() {
        commit(1, 1);
        commit(2, 2);
        end(2, true);
        assertThat(isUnstable()).isTrue();

        end(1, true);

        assertThat(lastStable()).isEqualTo(2);
        reload();
        assertThat(lastStable()).isEqualTo(2);
    }

    @Test
    void anOpenTransactionSurvivesAReload() {
        bench.commit("", -1, 5);
        commit(1, 42);
        commit(2, 43);
        reload();
        assertThat(lastStable()).isEqualTo(5);
        assertThat(isUnstable()).isTrue();

        end(2, false);
        end(1, true);

        assertThat(lastStable()).isEqualTo(42);
        reload();
        assertThat(lastStable()).isEqualTo(42);
        assertThat(isUnstable()).isFalse();
    }

    @Test
    void whatCompactionHasLeftOfATransactionCountsAsItDid() {
        commit(1, 42);
        TxnOffsetCommitRequestData elsewhere = request(1, 43);
        elsewhere.topics().getFirst().setName("other");
        assertThat(commit(5, elsewhere)).isEqualTo(Errors.NONE);
        end(1, true);
        bench.commit("", -1, 5);

        bench.log = bench.log.copyWithout(0, bench.lane);
        bench.done(bench.coordinator.elect(bench.log));

        assertThat(lastStable()).isEqualTo(5);
        assertThat(fetchedAll()).containsExactly(Errors.NONE, Errors.NONE);
        assertThat(bench.coordinator.counts().offsets()).isEqualTo(2);
    }

    @Test
    void aMarkerMayComeTwiceOrWithoutATransaction() {
        end(1, true);
        commit(1, 42);
        end(1, true);
        bench.commit("", -1, 43);

        end(1, true);

        assertThat(lastStable()).isEqualTo(43);
    }

    @Test
    void theCoordinatorOfATransactionIsAskedOnceInEach() {
        commit(1, 1);
        commit(1, 2);
        assertThat(bench.admission.asked())
                .containsExactly(new Asked("transactional", 1, (short) 0, OFFSETS, Kind.ADD));
        end(1, false);

        assertThat(commit(4, request(1, 3))).isEqualTo(Errors.NONE);

        assertThat(bench.admission.asked()).extracting(Asked::kind).containsExactly(Kind.ADD, Kind.VERIFY);
    }

    @Test
    void aTransactionThatIsOpenAfterAReloadIsNotAskedAbout() {
        commit(1, 1);
        reload();

        commit(1, 2);

        assertThat(bench.admission.asked()).hasSize(1);
    }

    @Test
    void whatTheCoordinatorOfTheTransactionSaysIsTheAnswer() {
        assertThat(admitted(Errors.INVALID_PRODUCER_ID_MAPPING, 3)).isEqualTo(Errors.INVALID_PRODUCER_ID_MAPPING);
        assertThat(admitted(Errors.PRODUCER_FENCED, 5)).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
        assertThat(admitted(Errors.TRANSACTION_ABORTABLE, 3)).isEqualTo(Errors.INVALID_TXN_STATE);
        assertThat(admitted(Errors.TRANSACTION_ABORTABLE, 4)).isEqualTo(Errors.TRANSACTION_ABORTABLE);
        assertThat(admitted(Errors.CONCURRENT_TRANSACTIONS, 4)).isEqualTo(Errors.COORDINATOR_NOT_AVAILABLE);
        assertThat(admitted(Errors.CONCURRENT_TRANSACTIONS, 5)).isEqualTo(Errors.CONCURRENT_TRANSACTIONS);
        assertThat(admitted(Errors.NOT_COORDINATOR, 5)).isEqualTo(Errors.COORDINATOR_NOT_AVAILABLE);
        assertThat(admitted(Errors.COORDINATOR_LOAD_IN_PROGRESS, 5)).isEqualTo(Errors.COORDINATOR_NOT_AVAILABLE);
        assertThat(bench.state()).isEqualTo("Dead");
    }

    private Errors admitted(Errors code, int apiVersion) {
        bench.admission.answers(code);
        return commit(apiVersion, request(1, 42));
    }

    @Test
    void theCommitIsDecidedAnewOnceTheCoordinatorHasAnswered() {
        JoinGroupResponseData member = bench.stable(1).getFirst();
        bench.admission.hold();
        TxnOffsetCommitRequestData ofMember =
                request(1, 42).setMemberId(member.memberId()).setGenerationId(1);
        Reply<TxnOffsetCommitResponseData> reply = asked(5, ofMember);
        assertThat(reply.isThere()).isFalse();
        bench.leave(member.memberId(), null);

        bench.admission.release();
        bench.lane.runAll();

        assertThat(code(reply.get())).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(isUnstable()).isFalse();
    }

    @Test
    void whatATransactionIsAdmittedToEndsWithIt() {
        bench.admission.hold();
        Reply<TxnOffsetCommitResponseData> late = asked(5, request(1, 42));
        end(1, false);

        bench.admission.release();
        bench.lane.runAll();

        assertThat(code(late.get())).isEqualTo(Errors.COORDINATOR_NOT_AVAILABLE);
        assertThat(isUnstable()).isFalse();
        commit(1, 43);
    }

    @Test
    void twoCommitsThatBeginATransactionAreBothOfIt() {
        bench.admission.hold();
        Reply<TxnOffsetCommitResponseData> first = asked(5, request(1, 42));
        Reply<TxnOffsetCommitResponseData> second = asked(5, request(1, 43));

        bench.admission.release();
        bench.lane.runAll();

        assertThat(code(first.get())).isEqualTo(Errors.NONE);
        assertThat(code(second.get())).isEqualTo(Errors.NONE);
        end(1, true);
        assertThat(lastStable()).isEqualTo(43);
    }

    @Test
    void whoWaitsForTheCoordinatorOfTheTransactionIsToldThatThisOneIsNoLongerTheGroups() {
        bench.admission.hold();
        Reply<TxnOffsetCommitResponseData> reply = asked(5, request(1, 42));

        bench.coordinator.resign(0);
        bench.lane.runAll();

        assertThat(code(reply.get())).isEqualTo(Errors.NOT_COORDINATOR);
        bench.admission.release();
        bench.lane.runAll();
        assertThat(bench.log.endOffset()).isZero();
    }

    @Test
    void anOldEpochIsFenced() {
        assertThat(commit(5, GroupBench.transactionalRequest(1, 1, 42))).isEqualTo(Errors.NONE);

        assertThat(commit(5, GroupBench.transactionalRequest(1, 0, 43))).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
        assertThat(refusal(0, new TransactionMarker(1, (short) 0, true, 0, 1)))
                .isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
        assertThat(isUnstable()).isTrue();
    }

    @Test
    void aMarkerIsRefusedByWhoDoesNotCoordinateThePartition() {
        TransactionMarker marker = new TransactionMarker(1, (short) 0, true, 0, 1);
        assertThat(refusal(1, marker)).isEqualTo(Errors.NOT_COORDINATOR);

        bench.log.refuseWith(new Refused(Errors.NOT_ENOUGH_REPLICAS));

        assertThat(refusal(0, marker)).isEqualTo(Errors.COORDINATOR_NOT_AVAILABLE);
    }

    @Test
    void anEarlierCoordinatorOfTheTransactionIsFenced() {
        bench.done(bench.coordinator.endTransaction(0, new TransactionMarker(1, (short) 0, true, 3, 1)));

        assertThat(refusal(0, new TransactionMarker(1, (short) 0, true, 2, 1)))
                .isEqualTo(Errors.TRANSACTION_COORDINATOR_FENCED);
    }

    private Errors refusal(int partition, TransactionMarker marker) {
        var ended = bench.coordinator.endTransaction(partition, marker).toCompletableFuture();
        bench.lane.runAll();
        return FakeMember.code(Stages.cause(ended.exceptionNow()));
    }

    @Test
    void aTransactionHasEndedOnceItsMarkerIsCommitted() {
        commit(1, 42);
        bench.log.holdCommits();
        Reply<Void> ended =
                bench.asked(bench.coordinator.endTransaction(0, new TransactionMarker(1, (short) 0, true, 0, 1)));
        assertThat(ended.isThere()).isFalse();

        bench.log.releaseCommits();

        assertThat(ended.isThere()).isTrue();
    }

    @Test
    void aMemberIsFencedByItsGeneration() {
        JoinGroupResponseData member = bench.stable(1).getFirst();

        assertThat(ofMember(member.memberId(), 1)).isEqualTo(Errors.NONE);
        assertThat(ofMember(member.memberId(), 0)).isEqualTo(Errors.ILLEGAL_GENERATION);
        assertThat(ofMember("stranger", 1)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(ofMember(member.memberId(), -1)).isEqualTo(Errors.ILLEGAL_GENERATION);
        assertThat(commit(5, request(1, 42).setGroupId("missing").setGenerationId(1)))
                .isEqualTo(Errors.ILLEGAL_GENERATION);
        assertThat(commit(5, request(1, 42).setGroupId(""))).isEqualTo(Errors.INVALID_GROUP_ID);
    }

    private Errors ofMember(String memberId, int generationId) {
        return commit(5, request(1, 42).setMemberId(memberId).setGenerationId(generationId));
    }

    @Test
    void aStaticMemberIsFencedByTheOneThatTookItsPlace() {
        Reply<JoinGroupResponseData> joined = bench.joinStatic("one", 9);
        bench.advance(3_000);
        bench.sync(joined.get());
        TxnOffsetCommitRequestData stale =
                request(1, 42).setGroupInstanceId("one").setMemberId("before").setGenerationId(1);

        assertThat(commit(5, stale)).isEqualTo(Errors.FENCED_INSTANCE_ID);
    }

    @Test
    void whoCommitsForNobodyMayAtAnyTime() {
        bench.stable(1);

        commit(1, 42);
        end(1, true);

        assertThat(lastStable()).isEqualTo(42);
    }

    @Test
    void aMemberMayCommitBetweenJoinAndSync() {
        Reply<JoinGroupResponseData> joined = bench.joinNew();
        bench.advance(3_000);

        assertThat(ofMember(joined.get().memberId(), 1)).isEqualTo(Errors.NONE);
    }

    @Test
    void aCommitInATransactionIsNoSignOfLife() {
        JoinGroupResponseData member = bench.stable(1).getFirst();
        bench.advance(GroupBench.SESSION_MS - 1_000);
        assertThat(ofMember(member.memberId(), 1)).isEqualTo(Errors.NONE);

        bench.advance(2_000);

        assertThat(bench.state()).isEqualTo("Empty");
    }

    @Test
    void metadataHasALimit() {
        TxnOffsetCommitRequestData request = request(1, 42);
        request.topics().getFirst().partitions().getFirst().setCommittedMetadata("ä".repeat(2_049));

        assertThat(commit(5, request)).isEqualTo(Errors.OFFSET_METADATA_TOO_LARGE);
        assertThat(isUnstable()).isFalse();
    }

    @Test
    void nothingExpiresThatATransactionMayChange() {
        bench.commit("", -1, 5);
        commit(1, 42);
        bench.advance(2L * GroupBench.SETTINGS.offsetsRetentionMs());
        assertThat(lastStable()).isEqualTo(5);

        end(1, false);
        bench.advance(120_000);

        assertThat(lastStable()).isEqualTo(-1);
        assertThat(bench.state()).isEqualTo("Dead");
    }

    @Test
    void aGroupThatHasCommittedNothingYetIsThereUntilItsTransactionHasAborted() {
        commit(1, 42);
        bench.advance(2L * GroupBench.SETTINGS.offsetsRetentionMs());
        assertThat(bench.state()).isEqualTo("Empty");
        reload();
        assertThat(bench.state()).isEqualTo("Empty");

        end(1, false);
        bench.advance(120_000);

        assertThat(bench.state()).isEqualTo("Dead");
        assertThat(bench.coordinator.counts()).isEqualTo(GroupCounts.NONE);
    }

    @Test
    void aDeletedGroupTakesItsOpenOffsetsAlong() {
        commit(1, 42);
        DeletableGroupResult deleted = bench.done(
                        bench.coordinator.deleteGroups(GroupBench.context(2), List.of(GroupBench.GROUP)))
                .find(GroupBench.GROUP);
        assertThat(deleted.errorCode()).isZero();

        end(1, true);

        assertThat(lastStable()).isEqualTo(-1);
        assertThat(bench.state()).isEqualTo("Dead");
        reload();
        assertThat(bench.state()).isEqualTo("Dead");
    }

    @Test
    void aDeletedOffsetIsGoneWhateverTheTransactionComesTo() {
        commit(1, 42);
        var deleted = bench.done(bench.coordinator.deleteOffsets(
                GroupBench.context(0),
                new OffsetDeleteRequestData()
                        .setGroupId(GroupBench.GROUP)
                        .setTopics(new OffsetDeleteRequestTopicCollection(List.of(new OffsetDeleteRequestTopic()
                                        .setName("t")
                                        .setPartitions(
                                                List.of(new OffsetDeleteRequestPartition().setPartitionIndex(0))))
                                .iterator()))));
        assertThat(deleted.errorCode()).isZero();
        assertThat(isUnstable()).isFalse();

        end(1, true);

        assertThat(lastStable()).isEqualTo(-1);
    }

    @Test
    void openOffsetsOfADeletedTopicAreForgotten() {
        commit(1, 42);
        bench.coordinator.topicDeleted("t");
        bench.lane.runAll();

        end(1, true);

        assertThat(lastStable()).isEqualTo(-1);
        reload();
        assertThat(lastStable()).isEqualTo(-1);
    }
}
