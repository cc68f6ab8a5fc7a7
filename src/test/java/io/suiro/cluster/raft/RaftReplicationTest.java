package io.suiro.cluster.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.suiro.base.FaultDisk;
import io.suiro.cluster.raft.ProposalRefused.Reason;
import io.suiro.cluster.raft.RaftMessage.Append;
import io.suiro.cluster.raft.RaftMessage.Appended;
import io.suiro.cluster.raft.RaftMessage.Hello;
import io.suiro.cluster.raft.RaftMessage.InstallSnapshot;
import io.suiro.cluster.raft.RaftMessage.Mismatch;
import io.suiro.cluster.raft.RaftMessage.SnapshotReceived;
import io.suiro.cluster.raft.RaftMessage.TimeoutNow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class RaftReplicationTest {
    private static Appended appended(int node, long term, long matchIndex) {
        return new Appended(term, RaftFixture.directory(node), matchIndex);
    }

    /** Why the proposal is refused. */
    private static Reason refusal(RaftFixture node, byte[] entry) {
        ProposalRefused refused = catchThrowableOfType(ProposalRefused.class, () -> node.propose(entry));
        assertThat(refused).isNotNull();
        return refused.reason();
    }

    @Test
    void anEntryOfAnEarlierTermIsNotCommittedByCounting() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 2, RaftFixture.entry(2, 1)).leader();
        assertThat(node.raft().term()).isEqualTo(3);
        node.receive(1, appended(1, 3, 1));
        assertThat(node.raft().commitIndex()).isEqualTo(-1);
        node.receive(1, appended(1, 3, 2));
        assertThat(node.raft().commitIndex()).isEqualTo(2);
        assertThat(node.told).endsWith("following -1 in 3", "apply 0", "apply 1", "apply 2", "leading 3");
    }

    @Test
    void aDelayedSuccessOfAnEarlierTermDoesNotCount() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 1).leader();
        node.receive(1, appended(1, 1, 1));
        assertThat(node.raft().commitIndex()).isEqualTo(-1);
        node.receive(1, appended(1, 2, 1));
        assertThat(node.raft().commitIndex()).isEqualTo(1);
    }

    @Test
    void whatALearnerStoredDoesNotCount() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 1).leader();
        node.receive(7, new Hello(0, RaftFixture.directory(7)));
        assertThat(node.sentTo(7, Append.class)).hasSize(1);
        node.receive(7, appended(7, 2, 1));
        assertThat(node.raft().commitIndex()).isEqualTo(-1);
        assertThat(node.raft().progress())
                .filteredOn(peer -> !peer.isVoter())
                .singleElement()
                .satisfies(peer -> assertThat(peer.matchIndex()).isEqualTo(1));
    }

    @Test
    void aLearnerThatGoesSilentIsForgotten() throws IOException {
        RaftFixture node = RaftFixture.onlyVoter();
        node.receive(7, new Hello(0, RaftFixture.directory(7)));
        node.pass(2_900);
        assertThat(node.raft().progress()).hasSize(1);
        node.pass(300);
        assertThat(node.raft().progress()).isEmpty();
        assertThat(node.time.pending()).isZero();
    }

    @Test
    void anEmptyAppendCommitsOnlyWhatItProved() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 2, RaftFixture.entry(1, 1), RaftFixture.entry(1, 2));
        node.receive(1, new Append(2, 0, 1, 2, List.of()));
        assertThat(node.last(1, Appended.class).matchIndex()).isZero();
        assertThat(node.raft().commitIndex()).isZero();
    }

    @Test
    void anAppendThatDoesNotMatchCommitsNothing() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 2, RaftFixture.entry(1, 1));
        node.receive(1, new Append(2, 1, 2, 1, List.of()));
        assertThat(node.raft().commitIndex()).isEqualTo(-1);
        assertThat(node.last(1, Mismatch.class).hintIndex()).isZero();
    }

    @Test
    void whatAFailedForceMayHaveLostIsNotAcknowledgedWhenItIsSentAgain() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 2);
        Append append = new Append(2, 0, 1, 1, List.of(RaftFixture.entry(2, 1)));
        node.disk.failAfter(FaultDisk.Operation.FORCE, 0);
        node.receive(1, append);
        node.receive(1, append);
        assertThat(node.sentTo(1, Appended.class)).isEmpty();
        assertThat(node.told).doesNotContain("apply 1").contains("failed");
    }

    @Test
    void aLeaderWhoseForceFailsNeitherCommitsNorSpeaks() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 1).leader();
        node.receive(1, appended(1, 2, 1));
        node.disk.failAfter(FaultDisk.Operation.FORCE, 0);
        node.run(raft -> {
            assertThat(raft.propose(List.of(TestEntries.command(1))))
                    .as("others may have it")
                    .isEqualTo(2);
            assertThat(raft.role()).isEqualTo(Role.FAILED);
            assertThat(node.told).as("not within the proposal").doesNotContain("failed");
        });
        assertThat(refusal(node, TestEntries.command(2))).isEqualTo(Reason.NOT_LEADER);
        int sent = node.sent.size();
        node.receive(1, appended(1, 2, 2));
        node.receive(2, appended(2, 2, 2));
        node.pass(5_000);
        assertThat(node.sent).hasSize(sent);
        assertThat(node.told).endsWith("failed");
    }

    @Test
    void onAFullDiskTheOnlyVoterRefusesAndGoesOn() throws IOException {
        RaftFixture node = RaftFixture.onlyVoter();
        node.disk.capacity(node.disk.used());
        assertThat(refusal(node, TestEntries.command(1))).isEqualTo(Reason.NO_ROOM);
        node.disk.capacity(Long.MAX_VALUE);
        assertThat(node.propose(TestEntries.command(2))).isEqualTo(1);
        assertThat(node.told).endsWith("apply 1");
    }

    @Test
    void aVoterThatAFullDiskKeptOutIsNotSentWhatIsNotThere() throws IOException {
        RaftFixture node = RaftFixture.onlyVoter();
        node.disk.capacity(node.disk.used());
        byte[] two = TestEntries.voters(RaftFixture.voters(2));
        assertThat(refusal(node, two)).isEqualTo(Reason.NO_ROOM);
        node.disk.capacity(Long.MAX_VALUE);
        node.pass(1_000);
        node.propose(TestEntries.command(1));
        node.propose(two);
        node.receive(1, appended(1, 1, 2));
        assertThat(node.told).endsWith("apply 1", "apply 2");
    }

    @Test
    void onAFullDiskALeaderThatOthersHeardStepsDown() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 1).leader();
        node.receive(1, appended(1, 2, 1));
        node.disk.capacity(node.disk.used());
        assertThat(node.propose(TestEntries.command(1)))
                .as("others may have it")
                .isEqualTo(2);
        assertThat(node.raft().role()).isEqualTo(Role.FOLLOWER);
        assertThat(node.raft().lastIndex()).isEqualTo(1);
        assertThat(node.told).endsWith("following -1 in 2");
        assertThat(refusal(node, TestEntries.command(2))).isEqualTo(Reason.NOT_LEADER);
    }

    @Test
    void aConflictingTailGivesWayWithTheVotersItNamed() throws IOException {
        LogEntry removal =
                new LogEntry(2, TestEntries.voters(RaftFixture.voters(3).subList(0, 2)));
        RaftFixture node = RaftFixture.follower(3, 3, RaftFixture.entry(1, 1), removal);
        assertThat(node.raft().voters().all()).hasSize(2);
        // Of an older term than the tail: it need not be newer to be the leader's.
        node.receive(1, new Append(3, 0, 1, 0, List.of(RaftFixture.entry(1, 5))));
        assertThat(node.raft().lastIndex())
                .as("the same term is the same entry")
                .isEqualTo(2);
        node.receive(1, new Append(3, 1, 1, 0, List.of(RaftFixture.entry(1, 6))));
        assertThat(node.raft().lastIndex()).isEqualTo(2);
        assertThat(node.raft().voters().all()).hasSize(3);
        node.disk.crash();
        node.start();
        assertThat(node.raft().voters().all()).hasSize(3);
    }

    @Test
    void aConflictingTailDoesNotSurviveASnapshot() throws IOException {
        RaftFixture node =
                RaftFixture.follower(3, 4, RaftFixture.entry(3, 1), RaftFixture.entry(3, 2), RaftFixture.entry(3, 3));
        byte[] state = TestEntries.state(7, RaftFixture.voters(3));
        for (int from = 0; from < state.length; from += 20) {
            ByteBuffer chunk = ByteBuffer.wrap(state, from, Math.min(20, state.length - from));
            node.receive(1, new InstallSnapshot(4, 2, 2, state.length, from, chunk));
        }
        assertThat(node.last(1, SnapshotReceived.class).offset()).isEqualTo(state.length);
        assertThat(node.told).endsWith("restore 2");
        assertThat(node.raft().lastIndex()).isEqualTo(2);
        assertThat(node.raft().commitIndex()).isEqualTo(2);
        node.disk.crash();
        node.start();
        assertThat(node.raft().lastIndex()).isEqualTo(2);
    }

    @Test
    void whatASnapshotLeadsToStays() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 4, RaftFixture.entry(3, 1), RaftFixture.entry(3, 2));
        byte[] state = TestEntries.state(7, List.of());
        node.receive(1, new InstallSnapshot(4, 1, 3, state.length, 0, ByteBuffer.wrap(state)));
        assertThat(node.raft().lastIndex()).isEqualTo(2);
        node.receive(1, new Append(4, 2, 3, 2, List.of()));
        assertThat(node.told).endsWith("restore 1", "following 1 in 4", "apply 2");
    }

    @Test
    void aFollowerThatIsFarBehindGetsTheSnapshotInChunks() throws IOException {
        RaftFixture node = RaftFixture.onlyVoter();
        for (int i = 1; i <= 10; i++) {
            node.propose(TestEntries.command(i));
        }
        byte[] state = TestEntries.state(1, RaftFixture.voters(1));
        node.run(raft -> raft.snapshot(10, state));
        node.receive(7, new Hello(0, RaftFixture.directory(7)));
        node.receive(7, new Mismatch(1, RaftFixture.directory(7), 10, -1, 0));
        long offset = 0;
        while (offset < state.length) {
            InstallSnapshot part = node.last(7, InstallSnapshot.class);
            assertThat(part.offset()).isEqualTo(offset);
            offset += part.chunk().remaining();
            node.receive(7, new SnapshotReceived(1, RaftFixture.directory(7), 10, offset));
        }
        assertThat(node.raft().progress().getFirst().matchIndex()).isEqualTo(10);
    }

    @Test
    void aFollowerThatIsALittleBehindNeedsNoSnapshot() throws IOException {
        RaftFixture node = RaftFixture.onlyVoter();
        for (int i = 1; i <= 10; i++) {
            node.propose(TestEntries.command(i));
        }
        node.run(raft -> raft.snapshot(10, TestEntries.state(1, RaftFixture.voters(1))));
        node.receive(7, new Hello(0, RaftFixture.directory(7)));
        node.receive(7, new Mismatch(1, RaftFixture.directory(7), 10, 8, 1));
        assertThat(node.last(7, Append.class).entries()).hasSize(2);
        assertThat(node.sentTo(7, InstallSnapshot.class)).isEmpty();
    }

    @Test
    void aMismatchBehindTheLogIsNoAnswerToAnything() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 1).leader();
        node.receive(1, appended(1, 2, 0));
        node.receive(1, new Mismatch(2, RaftFixture.directory(1), 900, 899, 2));
        node.receive(1, appended(1, 2, 1));
        assertThat(node.raft().commitIndex()).isEqualTo(1);
    }

    @Test
    void appendsFollowEachOtherWithoutWaitingUpToALimit() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 1).leader();
        node.receive(1, appended(1, 2, 1));
        node.sent.clear();
        for (int i = 0; i < 10; i++) {
            node.propose(TestEntries.command(i));
        }
        assertThat(node.sentTo(1, Append.class)).hasSize(4);
        node.receive(1, appended(1, 2, 2));
        assertThat(node.last(1, Append.class).entries())
                .as("the rest goes as one")
                .hasSize(6);
    }

    @Test
    void votersChangeOneAtATimeOnceTheLeaderHasCommitted() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 1).leader();
        List<Voter> four = RaftFixture.voters(4);
        assertThat(refusal(node, TestEntries.voters(four))).isEqualTo(Reason.VOTERS_NOT_SETTLED);
        node.receive(1, appended(1, 2, 1));
        assertThat(refusal(node, TestEntries.voters(RaftFixture.voters(5)))).isEqualTo(Reason.NOT_ONE_VOTER_AT_A_TIME);
        assertThat(refusal(
                        node,
                        TestEntries.voters(List.of(four.get(0), four.get(1), new Voter(2, RaftFixture.directory(9))))))
                .isEqualTo(Reason.NOT_ONE_VOTER_AT_A_TIME);
        node.propose(TestEntries.voters(four));
        assertThat(refusal(node, TestEntries.voters(RaftFixture.voters(3)))).isEqualTo(Reason.VOTERS_NOT_SETTLED);
        node.receive(1, appended(1, 2, 2));
        assertThat(node.raft().commitIndex()).as("four voters need three").isEqualTo(1);
        node.receive(3, appended(3, 2, 2));
        assertThat(node.raft().commitIndex()).isEqualTo(2);
    }

    @Test
    void aLeaderThatRemovesItselfLeavesOnceThatIsCommitted() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 1).leader();
        node.receive(1, appended(1, 2, 1));
        node.propose(TestEntries.voters(RaftFixture.voters(3).subList(1, 3)));
        node.receive(1, appended(1, 2, 2));
        assertThat(node.raft().role()).isEqualTo(Role.LEADER);
        node.receive(2, appended(2, 2, 2));
        assertThat(node.raft().role()).isEqualTo(Role.FOLLOWER);
        assertThat(node.sent).last().extracting(RaftFixture.Sent::message).isEqualTo(new TimeoutNow(2));
    }

    @Test
    void leadershipGoesToAVoterThatHasAllAndProposalsWait() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 1).leader();
        node.receive(1, appended(1, 2, 1));
        node.propose(TestEntries.command(1));
        node.run(raft -> assertThat(raft.transferLeadership(5)).isFalse());
        node.run(raft -> assertThat(raft.transferLeadership(1)).isTrue());
        assertThat(node.sentTo(1, TimeoutNow.class)).isEmpty();
        assertThat(refusal(node, TestEntries.command(2))).isEqualTo(Reason.TRANSFERRING);
        node.receive(1, appended(1, 2, 2));
        assertThat(node.sentTo(1, TimeoutNow.class)).isNotEmpty();
        for (int i = 0; i < 12; i++) {
            node.receive(1, appended(1, 2, 2));
            node.pass(100);
        }
        assertThat(node.propose(TestEntries.command(2))).isEqualTo(3);
    }

    @Test
    void aCommitIsToldOnlyAfterProposeHasReturned() throws IOException {
        RaftFixture node = RaftFixture.onlyVoter();
        node.run(raft -> {
            long index = raft.propose(List.of(TestEntries.command(1)));
            assertThat(raft.commitIndex()).isEqualTo(index);
            assertThat(node.told).doesNotContain("apply " + index);
        });
        assertThat(node.told).endsWith("apply 1");
    }

    @Test
    void aLeaderThatContradictsWhatIsCommittedEndsTheNode() throws IOException {
        RaftFixture node = RaftFixture.onlyVoter();
        node.run(raft -> raft.receive(1, new Append(5, 0, 7, 5, List.of(RaftFixture.entry(5, 1)))));
        assertThat(node.raft().role()).isEqualTo(Role.FOLLOWER);
        node.receive(1, new Append(5, -1, 0, 5, List.of(RaftFixture.entry(5, 1))));
        assertThat(node.told).endsWith("failed");
    }
}
