package io.suiro.coordinator.group;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Command;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import io.suiro.error.Refused;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;

/**
 * Heartbeat: the member lives. REBALANCE_IN_PROGRESS tells it to join again.
 *
 * <p>Errors: UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID, ILLEGAL_GENERATION, REBALANCE_IN_PROGRESS.
 */
record ClassicHeartbeat(GroupState state, HeartbeatRequestData request, CompletableFuture<HeartbeatResponseData> asker)
        implements Command<GroupRecord, GroupChange> {
    @Override
    public Decision<GroupRecord, GroupChange> decide(Moment now) {
        ClassicGroup group = state.group(request.groupId());
        if (group == null) {
            throw new Refused(Errors.UNKNOWN_MEMBER_ID);
        }
        Errors code =
                MemberCheck.generation(group, request.memberId(), request.groupInstanceId(), request.generationId());
        if (code != Errors.NONE) {
            throw new Refused(code);
        }
        Member heard = group.member(request.memberId()).heardAt(now.uptimeMs());
        Errors answer = group.is(ClassicState.PREPARING_REBALANCE) ? Errors.REBALANCE_IN_PROGRESS : Errors.NONE;
        return new Decision<>(
                List.of(),
                List.of(GroupChange.heard(group, heard)),
                List.of(new Answer<>(asker, new HeartbeatResponseData().setErrorCode(answer.code()))));
    }
}
