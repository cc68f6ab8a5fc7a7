package io.suiro.cluster.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.FaultDisk;
import io.suiro.cluster.raft.RaftMessage.Append;
import io.suiro.cluster.raft.RaftMessage.PreVote;
import io.suiro.cluster.raft.RaftMessage.PreVoteAnswer;
import io.suiro.cluster.raft.RaftMessage.TimeoutNow;
import io.suiro.cluster.raft.RaftMessage.Vote;
import io.suiro.cluster.raft.RaftMessage.VoteAnswer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class RaftElectionTest {
    private static final Uuid ANOTHER_DISK = new Uuid(99, 99);

    /** Asks the others for votes in term 2, and has none yet. */
    private static RaftFixture candidate() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 1);
        node.pass(2_000);
        node.receive(1, new PreVoteAnswer(1, RaftFixture.directory(1), 2, true));
        assertThat(node.raft().role()).isEqualTo(Role.CANDIDATE);
        return node;
    }

    @Test
    void theOnlyVoterLeadsAndHasAppliedItsLogWhenStartReturns() throws IOException {
        RaftFixture node = RaftFixture.onlyVoter();
        assertThat(node.raft().role()).isEqualTo(Role.LEADER);
        assertThat(node.told).containsExactly("apply 0", "leading 1");
        assertThat(node.sent).isEmpty();
        assertThat(node.time.pending()).isZero();
    }

    @Test
    void theOnlyVoterLeadsAtOnceAfterARestartToo() throws IOException {
        RaftFixture node = RaftFixture.onlyVoter();
        node.propose(TestEntries.command(1));
        node.run(raft -> raft.snapshot(1, TestEntries.state(7, RaftFixture.voters(1))));
        node.propose(TestEntries.command(2));
        node.disk.crash();
        node.told.clear();
        node.start();
        assertThat(node.told).containsExactly("restore 1", "apply 2", "apply 3", "leading 2");
        assertThat(node.sent).isEmpty();
        assertThat(node.time.pending()).isZero();
    }

    @Test
    void whatAFounderLogsFirstNamesItAsTheVoter() throws IOException {
        RaftFixture node = RaftFixture.onlyVoter();
        node.receive(7, new RaftMessage.Hello(0, RaftFixture.directory(7)));
        node.receive(7, new RaftMessage.Mismatch(1, RaftFixture.directory(7), 0, -1, 0));
        assertThat(node.last(7, Append.class).entries()).singleElement().satisfies(first -> assertThat(first.bytes())
                .isEqualTo(TestEntries.voters(RaftFixture.voters(1))));
    }

    @Test
    void aFounderThatFoundRoomForNothingNamesItselfLater() throws IOException {
        RaftFixture node = RaftFixture.onlyVoter(0);
        assertThat(node.raft().role()).isEqualTo(Role.FOLLOWER);
        node.disk.capacity(Long.MAX_VALUE);
        node.pass(2_000);
        assertThat(node.raft().role()).isEqualTo(Role.LEADER);
        assertThat(node.raft().voters().all()).isEqualTo(RaftFixture.voters(1));
    }

    @Test
    void aNodeIsCurrentOnceItHasAppliedAnEntryOfItsLeadersTerm() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 2, RaftFixture.entry(1, 1));
        assertThat(node.raft().isCurrent()).isFalse();
        node.receive(1, new Append(2, 1, 1, 1, List.of()));
        assertThat(node.told).contains("apply 1");
        assertThat(node.raft().isCurrent()).as("all of an earlier term").isFalse();
        node.receive(1, new Append(2, 1, 1, 1, List.of(RaftFixture.entry(2, 2))));
        assertThat(node.raft().isCurrent()).as("not committed").isFalse();
        node.receive(1, new Append(2, 2, 2, 2, List.of()));
        assertThat(node.raft().isCurrent()).isTrue();
        node.run(raft -> raft.disconnected(1));
        assertThat(node.raft().isCurrent()).as("nobody leads").isFalse();
        node.receive(1, new Append(2, 2, 2, 2, List.of()));
        assertThat(node.raft().isCurrent()).isTrue();
        node.receive(2, new Append(3, 2, 2, 2, List.of()));
        assertThat(node.raft().isCurrent()).as("another leads").isFalse();
    }

    @Test
    void aNodeIsNotCurrentBeforeItHasAppliedWhatItsLeaderSaysIsCommitted() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 2, RaftFixture.entry(2, 1));
        node.receive(1, new Append(2, 9, 2, 5, List.of()));
        node.receive(1, new Append(2, 1, 2, 5, List.of(RaftFixture.entry(2, 2))));
        assertThat(node.told).contains("apply 2");
        assertThat(node.raft().isCurrent()).isFalse();
        node.receive(
                1,
                new Append(
                        2,
                        2,
                        2,
                        5,
                        List.of(RaftFixture.entry(2, 3), RaftFixture.entry(2, 4), RaftFixture.entry(2, 5))));
        assertThat(node.raft().isCurrent()).isTrue();
    }

    @Test
    void aLeaderIsCurrentOnceItsFirstEntryIsApplied() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 1).leader();
        assertThat(node.raft().isCurrent()).isFalse();
        node.receive(1, new RaftMessage.Appended(2, RaftFixture.directory(1), 1));
        assertThat(node.raft().isCurrent()).isTrue();
        node.run(Raft::stop);
        assertThat(node.raft().isCurrent()).isFalse();
    }

    @Test
    void whoIsRestoredFromTheLeadersTermIsCurrentOnceTheLeaderSaysThatThereIsNoMore() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 2);
        byte[] state = TestEntries.state(7, RaftFixture.voters(3));
        node.receive(1, new RaftMessage.InstallSnapshot(2, 5, 2, state.length, 0, ByteBuffer.wrap(state)));
        assertThat(node.raft().isCurrent()).isFalse();
        node.receive(1, new Append(2, 5, 2, 5, List.of()));
        assertThat(node.raft().isCurrent()).isTrue();
    }

    @Test
    void whenTheLeaderWasHeardIsKnownAlsoAfterItIsGone() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 1);
        assertThat(node.raft().leaderHeardNanos()).isEmpty();
        node.pass(10);
        node.receive(2, new Vote(2, RaftFixture.directory(2), 5, 1, false));
        assertThat(node.raft().leaderHeardNanos())
                .as("a candidate is no leader")
                .isEmpty();
        node.receive(2, new Append(2, 0, 1, -1, List.of()));
        long heardNanos = node.time.nanoTime();
        node.pass(30);
        node.receive(1, new Append(1, 0, 1, -1, List.of()));
        node.run(raft -> raft.disconnected(2));
        node.pass(60);
        assertThat(node.raft().leaderHeardNanos()).hasValue(heardNanos);
    }

    @Test
    void aLeaderHearsItself() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 1).leader();
        node.pass(500);
        assertThat(node.raft().leaderHeardNanos()).hasValue(node.time.nanoTime());
        long stoodNanos = node.time.nanoTime();
        node.pass(5_000);
        assertThat(node.raft().role()).isNotEqualTo(Role.LEADER);
        assertThat(node.raft().leaderHeardNanos().orElseThrow()).isBetween(stoodNanos, stoodNanos + 1_000_000_000);
    }

    @Test
    void aNodeThatNobodyAnswersNeverRaisesItsTerm() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 1);
        node.pass(60_000);
        assertThat(node.raft().term()).isEqualTo(1);
        assertThat(node.sentTo(1, PreVote.class)).hasSizeGreaterThan(20);
        assertThat(node.sentTo(1, Vote.class)).isEmpty();
    }

    @Test
    void aDelayedVoteOfAnEarlierTermDoesNotCount() throws IOException {
        RaftFixture node = candidate();
        node.receive(1, new VoteAnswer(1, RaftFixture.directory(1), true));
        assertThat(node.raft().role()).isEqualTo(Role.CANDIDATE);
        node.receive(1, new VoteAnswer(2, RaftFixture.directory(1), true));
        assertThat(node.raft().role()).isEqualTo(Role.LEADER);
    }

    @Test
    void theVoteOfANodeThatWasRemovedDoesNotCount() throws IOException {
        RaftFixture node = candidate();
        node.receive(7, new VoteAnswer(2, RaftFixture.directory(7), true));
        assertThat(node.raft().role()).isEqualTo(Role.CANDIDATE);
    }

    @Test
    void theVoteOfAVoterThatLostItsDiskDoesNotCount() throws IOException {
        RaftFixture node = candidate();
        node.receive(1, new VoteAnswer(2, ANOTHER_DISK, true));
        assertThat(node.raft().role()).isEqualTo(Role.CANDIDATE);
    }

    @Test
    void oneVoteCountsOnceHoweverOftenItComes() throws IOException {
        RaftFixture node = RaftFixture.follower(5, 1);
        node.pass(2_000);
        for (int i = 0; i < 3; i++) {
            node.receive(1, new PreVoteAnswer(1, RaftFixture.directory(1), 2, true));
        }
        assertThat(node.raft().role()).isEqualTo(Role.PROSPECT);
    }

    @Test
    void aVoteIsNotGivenTwiceInATermEvenAfterACrash() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 1);
        node.receive(1, new Vote(2, RaftFixture.directory(1), 5, 1, false));
        assertThat(node.last(1, VoteAnswer.class).granted()).isTrue();
        node.disk.crash();
        node.start();
        node.receive(2, new Vote(2, RaftFixture.directory(2), 5, 1, false));
        assertThat(node.last(2, VoteAnswer.class).granted()).isFalse();
        node.receive(1, new Vote(2, RaftFixture.directory(1), 5, 1, false));
        assertThat(node.last(1, VoteAnswer.class).granted()).isTrue();
        node.receive(1, new Vote(2, ANOTHER_DISK, 5, 1, false));
        assertThat(node.last(1, VoteAnswer.class).granted()).isFalse();
    }

    @Test
    void aVoteThatCouldNotBeStoredIsNotGiven() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 1);
        node.sent.clear();
        node.disk.failAfter(FaultDisk.Operation.FORCE, 0);
        node.receive(1, new Vote(2, RaftFixture.directory(1), 5, 1, false));
        node.receive(1, new Vote(2, RaftFixture.directory(1), 5, 1, false));
        node.pass(10_000);
        assertThat(node.sent).isEmpty();
        assertThat(node.told).containsExactly("following -1 in 1", "failed");
        assertThat(node.raft().role()).isEqualTo(Role.FAILED);
    }

    @Test
    void oneWhoseLogIsBehindGetsNoVote() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 2, RaftFixture.entry(2, 1));
        node.receive(1, new Vote(3, RaftFixture.directory(1), 9, 1, false));
        assertThat(node.last(1, VoteAnswer.class).granted()).isFalse();
        node.receive(1, new Vote(3, RaftFixture.directory(1), 1, 2, false));
        assertThat(node.last(1, VoteAnswer.class).granted()).isTrue();
    }

    @Test
    void aLeaderThatIsHeardIsDefendedUnlessItHandsOver() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 1);
        node.receive(1, new Append(1, 0, 1, -1, List.of()));
        node.receive(2, new PreVote(2, RaftFixture.directory(2), 5, 1));
        assertThat(node.last(2, PreVoteAnswer.class).granted()).isFalse();
        node.receive(2, new Vote(2, RaftFixture.directory(2), 5, 1, false));
        assertThat(node.last(2, VoteAnswer.class).granted()).isFalse();
        assertThat(node.raft().term()).isEqualTo(1);
        node.receive(2, new Vote(2, RaftFixture.directory(2), 5, 1, true));
        assertThat(node.last(2, VoteAnswer.class).granted()).isTrue();
    }

    @Test
    void aLeaderWhoseConnectionClosesIsMournedFiftyMilliseconds() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 1);
        node.receive(2, new Append(1, 0, 1, -1, List.of()));
        node.run(raft -> raft.disconnected(1));
        node.pass(60);
        assertThat(node.sentTo(1, PreVote.class)).isEmpty();
        node.run(raft -> raft.disconnected(2));
        node.pass(60);
        assertThat(node.sentTo(1, PreVote.class)).hasSize(1);
    }

    @Test
    void thoseWhoMournALeaderStandOneAfterAnotherBeginningBehindIt() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 1);
        node.receive(1, new Append(1, 0, 1, -1, List.of()));
        node.run(raft -> raft.disconnected(1));
        node.pass(95); // now it is node 2's turn
        assertThat(node.sentTo(2, PreVote.class)).isEmpty();
        node.pass(60);
        assertThat(node.sentTo(2, PreVote.class)).hasSize(1);
    }

    @Test
    void whereVotesAreSharedTheNextElectionIsSoonUnlessTheLeaderMayYetVote() throws IOException {
        RaftFixture node = candidate();
        node.receive(1, new VoteAnswer(2, RaftFixture.directory(1), false));
        node.pass(160);
        assertThat(node.raft().role()).as("the third may say yes").isEqualTo(Role.CANDIDATE);

        RaftFixture mourning = RaftFixture.follower(3, 1);
        mourning.receive(2, new Append(1, 0, 1, -1, List.of()));
        mourning.run(raft -> raft.disconnected(2));
        mourning.pass(60);
        mourning.receive(1, new PreVoteAnswer(1, RaftFixture.directory(1), 2, true));
        assertThat(mourning.raft().role()).isEqualTo(Role.CANDIDATE);
        mourning.receive(1, new VoteAnswer(2, RaftFixture.directory(1), false));
        mourning.pass(60);
        assertThat(mourning.raft().role()).isEqualTo(Role.PROSPECT);
        assertThat(mourning.last(1, PreVote.class).term()).isEqualTo(3);
    }

    @Test
    void theTermNeverFalls() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 5);
        node.receive(1, new Append(3, 0, 1, -1, List.of(RaftFixture.entry(3, 1))));
        assertThat(node.raft().term()).isEqualTo(5);
        assertThat(node.raft().lastIndex()).isZero();
        assertThat(node.last(1, RaftMessage.Mismatch.class).term()).isEqualTo(5);
        // Entries of an old term from the leader of a newer one: what falls elsewhere.
        node.receive(1, new Append(6, 0, 1, -1, List.of(RaftFixture.entry(3, 1))));
        node.disk.crash();
        node.start();
        assertThat(node.raft().term()).isEqualTo(6);
        assertThat(node.raft().lastIndex()).isEqualTo(1);
    }

    @Test
    void aLeaderWithoutContactToAMajorityStepsDown() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 1).leader();
        assertThat(node.raft().role()).isEqualTo(Role.LEADER);
        node.pass(900);
        assertThat(node.raft().role()).isEqualTo(Role.LEADER);
        node.pass(200);
        assertThat(node.raft().role()).isNotEqualTo(Role.LEADER);
    }

    @Test
    void aLeaderThatWasHeldUpItselfLooksForItsMajorityFirst() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 1).leader();
        node.time.stall(5_000);
        node.pass(800);
        assertThat(node.raft().role()).isEqualTo(Role.LEADER);
        node.pass(300);
        assertThat(node.raft().role()).isNotEqualTo(Role.LEADER);
    }

    @Test
    void aVoterThatOnlyAsksForALeaderIsNoContactToOne() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 1).leader();
        for (int i = 0; i < 12; i++) {
            node.pass(100);
            node.receive(1, new RaftMessage.Hello(1, RaftFixture.directory(1)));
        }
        assertThat(node.raft().role()).isNotEqualTo(Role.LEADER);
    }

    @Test
    void whatALostDisksNodeSaysIsNoContactToAVoter() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 1).leader();
        for (int i = 0; i < 12; i++) {
            node.pass(100);
            node.receive(1, new RaftMessage.Appended(2, ANOTHER_DISK, 1));
        }
        assertThat(node.raft().role()).isNotEqualTo(Role.LEADER);
        assertThat(node.raft().commitIndex()).isEqualTo(-1);
    }

    @Test
    void theChosenOneStandsAtOnce() throws IOException {
        RaftFixture node = RaftFixture.follower(3, 1);
        node.receive(1, new Append(1, 0, 1, -1, List.of()));
        node.receive(2, new TimeoutNow(1));
        assertThat(node.raft().role()).isEqualTo(Role.FOLLOWER);
        node.receive(1, new TimeoutNow(1));
        assertThat(node.last(2, Vote.class).handedOver()).isTrue();
    }

    @Test
    void aNodeThatIsNoVoterStandsOnlyWhenVotersFindNoLeaderForLong() throws IOException {
        RaftFixture node = RaftFixture.follower(
                3, 2, new LogEntry(2, TestEntries.voters(RaftFixture.voters(3).subList(1, 3))));
        node.pass(4_900);
        assertThat(node.sentTo(1, PreVote.class)).isEmpty();
        assertThat(node.sentTo(1, RaftMessage.Hello.class)).isNotEmpty();
        node.pass(1_000);
        node.receive(1, new PreVoteAnswer(2, RaftFixture.directory(1), 3, true));
        assertThat(node.raft().role()).as("it does not count itself").isEqualTo(Role.PROSPECT);
        node.receive(2, new PreVoteAnswer(2, RaftFixture.directory(2), 3, true));
        node.receive(1, new VoteAnswer(3, RaftFixture.directory(1), true));
        node.receive(2, new VoteAnswer(3, RaftFixture.directory(2), true));
        assertThat(node.raft().role()).isEqualTo(Role.LEADER);
        node.receive(1, new RaftMessage.Appended(3, RaftFixture.directory(1), 2));
        assertThat(node.raft().commitIndex()).as("nor what it stored").isEqualTo(-1);
        node.receive(2, new RaftMessage.Appended(3, RaftFixture.directory(2), 2));
        assertThat(node.raft().commitIndex()).isEqualTo(2);
        assertThat(node.raft().role()).isEqualTo(Role.FOLLOWER);
    }
}
