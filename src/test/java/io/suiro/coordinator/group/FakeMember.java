package io.suiro.coordinator.group;

import io.suiro.base.RequestContext;
import io.suiro.error.Refused;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** A client of the simulation: one process after the other, that does what a consumer does, or dies. */
final class FakeMember {
    private final String name;
    private final @Nullable String groupInstanceId;
    private final GroupWorld world;
    private int process;
    private String memberId = "";
    private @Nullable CompletableFuture<JoinGroupResponseData> joining;
    private @Nullable JoinGroupResponseData joined;
    private @Nullable CompletableFuture<SyncGroupResponseData> syncing;
    private boolean isStable;
    private int askedIn;

    FakeMember(String name, boolean isStatic, GroupWorld world) {
        this.name = name;
        this.groupInstanceId = isStatic ? "static-" + name : null;
        this.world = world;
    }

    /** Does one thing: what is next in the protocol, or something that clients do in between. */
    void step(Random random) {
        int dice = random.nextInt(100);
        if (dice < 2) {
            crash();
        } else if (joining != null) {
            onJoined(joining);
        } else if (syncing != null) {
            onSynced(syncing);
        } else if (joined == null) {
            join(random);
        } else if (!isStable) {
            sync(joined);
        } else if (dice < 60) {
            heartbeat(joined);
        } else if (dice < 90) {
            commit(joined, random.nextInt(3));
        } else if (dice < 94) {
            leave();
        } else if (dice < 97) {
            rejoin();
        }
    }

    /** The process is gone, its requests with it; the next one of a dynamic member knows nothing. */
    private void crash() {
        process++;
        memberId = "";
        rejoin();
    }

    private void rejoin() {
        joining = null;
        syncing = null;
        joined = null;
        isStable = false;
    }

    private void join(Random random) {
        JoinGroupRequestData request = GroupBench.joinRequest(
                        memberId, random.nextInt(4) == 0 ? new String[] {"range", "sticky"} : new String[] {"range"})
                .setGroupInstanceId(groupInstanceId);
        short version = (short) (random.nextInt(5) == 0 ? 8 : 9);
        askedIn = world.reign();
        joining = world.ask((state, asker) ->
                new ClassicJoin(state, new RequestContext(version, name, "/"), request, world.nextId(), asker));
    }

    private void onJoined(CompletableFuture<JoinGroupResponseData> reply) {
        if (!reply.isDone()) {
            return;
        }
        joining = null;
        JoinGroupResponseData answer = world.answer(
                reply, code -> new JoinGroupResponseData().setMemberId(memberId).setErrorCode(code.code()));
        switch (Errors.forCode(answer.errorCode())) {
            case NONE -> {
                memberId = answer.memberId();
                joined = answer;
                isStable = answer.skipAssignment();
                world.onGeneration(askedIn, answer);
            }
            case MEMBER_ID_REQUIRED -> memberId = answer.memberId();
            case UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID -> memberId = "";
            default -> {}
        }
    }

    private void sync(JoinGroupResponseData generation) {
        var request = GroupBench.syncRequest(generation);
        request.setGroupInstanceId(groupInstanceId);
        request.assignments()
                .forEach(assignment -> assignment.setAssignment(
                        GroupBench.bytes(assignment.memberId() + "@" + generation.generationId())));
        askedIn = world.reign();
        syncing = world.ask((state, asker) -> new ClassicSync(state, request, asker));
    }

    private void onSynced(CompletableFuture<SyncGroupResponseData> reply) {
        if (!reply.isDone() || joined == null) {
            return;
        }
        syncing = null;
        SyncGroupResponseData answer =
                world.answer(reply, code -> new SyncGroupResponseData().setErrorCode(code.code()));
        if (answer.errorCode() == Errors.NONE.code()) {
            isStable = true;
            world.onAssignment(askedIn, joined.generationId(), answer.assignment(), name + process);
        } else {
            giveUp(Errors.forCode(answer.errorCode()));
        }
    }

    private void heartbeat(JoinGroupResponseData generation) {
        CompletableFuture<HeartbeatResponseData> reply = world.ask((state, asker) -> new ClassicHeartbeat(
                state,
                new HeartbeatRequestData()
                        .setGroupId(GroupBench.GROUP)
                        .setMemberId(memberId)
                        .setGroupInstanceId(groupInstanceId)
                        .setGenerationId(generation.generationId()),
                asker));
        if (reply.isDone()) {
            HeartbeatResponseData answer =
                    world.answer(reply, code -> new HeartbeatResponseData().setErrorCode(code.code()));
            giveUp(Errors.forCode(answer.errorCode()));
        }
    }

    private void giveUp(Errors code) {
        if (code != Errors.NONE) {
            rejoin();
        }
        if (code == Errors.UNKNOWN_MEMBER_ID || code == Errors.FENCED_INSTANCE_ID) {
            memberId = "";
        }
    }

    private void commit(JoinGroupResponseData generation, int partition) {
        long offset = world.nextOffset();
        // Now and then it is late, and speaks for the generation before.
        int generationId = generation.generationId() - (offset % 5 == 0 ? 1 : 0);
        var request = GroupBench.commitRequest(memberId, generationId, offset);
        request.setGroupInstanceId(groupInstanceId);
        request.topics().getFirst().partitions().getFirst().setPartitionIndex(partition);
        CompletableFuture<OffsetCommitResponseData> reply =
                world.ask((state, asker) -> new CommitOffsets(state, GroupBench.context(9), request, asker));
        world.onCommit(reply, generationId, partition, offset);
    }

    private void leave() {
        MemberIdentity identity = new MemberIdentity().setMemberId(memberId).setGroupInstanceId(groupInstanceId);
        CompletionStage<LeaveGroupResponseData> unused =
                world.ask((state, asker) -> new ClassicLeave(state, GroupBench.GROUP, List.of(identity), asker));
        crash();
    }

    /** A refusal's code. */
    static Errors code(Throwable failure) {
        if (failure instanceof Refused refused) {
            return refused.code();
        }
        throw new AssertionError("not a refusal", failure);
    }
}
