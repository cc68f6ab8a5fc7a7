package io.suiro.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.RequestContext;
import java.util.List;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/** Members of a classic group whose connection ends without their having left. */
class LostMemberTest {
    private static final long CONNECTION = 7;
    private static final long OTHER_CONNECTION = 8;
    /** A third of the session, and the grace. */
    private static final long UNKNOWN_INTERVAL_MS = (long) GroupBench.SESSION_MS / 3 + GroupPace.DEFAULTS.graceMs();

    private final GroupBench bench = new GroupBench();
    private final List<JoinGroupResponseData> members = bench.stable(2);

    @Test
    void oneThatStaysAwayIsGoneLongBeforeItsSessionEnds() {
        heartbeat(members.getLast(), CONNECTION);

        close(bench);
        bench.advance(UNKNOWN_INTERVAL_MS - 1);
        assertThat(bench.state()).isEqualTo("Stable");
        bench.advance(1);
        assertThat(bench.state()).isEqualTo("PreparingRebalance");
        assertThat(bench.described().members()).hasSize(1);
    }

    @Test
    void howOftenItWasHeardFromTellsHowSoonItMustBeAgain() {
        for (int i = 0; i < 3; i++) {
            heartbeat(members.getLast(), CONNECTION);
            bench.advance(1_000);
        }

        close(bench);
        bench.advance(1_000 + GroupPace.DEFAULTS.graceMs());

        assertThat(bench.described().members()).hasSize(1);
    }

    @Test
    void oneThatComesBackHasAWholeSessionAgain() {
        heartbeat(members.getLast(), CONNECTION);

        close(bench);
        bench.advance(1_000);
        assertThat(heartbeat(members.getLast(), OTHER_CONNECTION)).isEqualTo(Errors.NONE.code());
        heartbeat(members.getFirst(), OTHER_CONNECTION);
        bench.advance(GroupBench.SESSION_MS - 1);

        assertThat(bench.described().members()).hasSize(2);
    }

    @Test
    void theEndOfAConnectionThatItNoLongerUsesSaysNothing() {
        heartbeat(members.getLast(), CONNECTION);
        heartbeat(members.getLast(), OTHER_CONNECTION);
        heartbeat(members.getFirst(), OTHER_CONNECTION);

        close(bench);
        bench.advance(GroupBench.SESSION_MS - 1);

        assertThat(bench.described().members()).hasSize(2);
    }

    @Test
    void oneThatWaitedForTheOthersIsNotPartOfTheNextGeneration() {
        String lost = members.getLast().memberId();
        bench.asked(bench.coordinator.join(on(9, CONNECTION), GroupBench.joinRequest(lost, "range", "roundrobin")));
        close(bench);

        Reply<JoinGroupResponseData> other =
                bench.join(GroupBench.joinRequest(members.getFirst().memberId()));
        assertThat(other.isThere()).as("while the lost one may come back").isFalse();
        bench.advance(UNKNOWN_INTERVAL_MS);

        assertThat(other.get().members())
                .extracting(JoinGroupResponseData.JoinGroupResponseMember::memberId)
                .containsExactly(members.getFirst().memberId());
    }

    @Test
    void aStaticMemberMayBeAwayForItsSession() {
        GroupBench statics = new GroupBench();
        Reply<JoinGroupResponseData> joining = statics.joinStatic("i1", 9);
        statics.advance(6_000);
        JoinGroupResponseData joined = joining.get();
        statics.sync(joined);
        heartbeat(statics, joined, CONNECTION);

        close(statics);
        statics.advance(GroupBench.SESSION_MS - 1);

        assertThat(statics.described().members()).hasSize(1);
        statics.advance(1);
        assertThat(statics.described().members()).isEmpty();
    }

    @Test
    void oneThatLeftIsNotLookedForAnyMore() {
        heartbeat(members.getLast(), CONNECTION);
        bench.leave(members.getLast().memberId(), null);
        int timers = bench.time.pending();

        close(bench);

        assertThat(bench.time.pending()).isEqualTo(timers);
    }

    private static void close(GroupBench bench) {
        bench.coordinator.connectionClosed(CONNECTION);
        bench.lane.runAll();
    }

    private short heartbeat(JoinGroupResponseData member, long connectionId) {
        return heartbeat(bench, member, connectionId);
    }

    private static short heartbeat(GroupBench bench, JoinGroupResponseData member, long connectionId) {
        return bench.done(bench.coordinator.heartbeat(
                        on(4, connectionId),
                        new HeartbeatRequestData()
                                .setGroupId(GroupBench.GROUP)
                                .setMemberId(member.memberId())
                                .setGenerationId(member.generationId())))
                .errorCode();
    }

    private static RequestContext on(int apiVersion, long connectionId) {
        return new RequestContext((short) apiVersion, "client", "/127.0.0.1", connectionId);
    }
}
