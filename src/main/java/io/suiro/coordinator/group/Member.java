package io.suiro.coordinator.group;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A member of a classic group, immutable.
 *
 * @param groupInstanceId null for a dynamic member
 * @param protocols in the member's order of preference
 * @param assignment of the current generation, empty until the leader has sent it
 * @param isNew has joined but was never answered, so that it cannot send heartbeats yet
 * @param syncPending has the current generation but has not asked for its assignment yet
 * @param deadlineMs on the uptime clock; not heard from until then, it is removed
 * @param awaitingJoin the join it waits for, if it does
 * @param awaitingSync the sync it waits for, if it does
 */
record Member(
        String memberId,
        @Nullable String groupInstanceId,
        String clientId,
        String clientHost,
        int rebalanceTimeoutMs,
        int sessionTimeoutMs,
        List<MemberProtocol> protocols,
        Bytes assignment,
        boolean isNew,
        boolean syncPending,
        long deadlineMs,
        @Nullable CompletableFuture<JoinGroupResponseData> awaitingJoin,
        @Nullable CompletableFuture<SyncGroupResponseData> awaitingSync) {
    static final Bytes NO_BYTES = Bytes.wrap(new byte[0]);
    static final long NEVER = Long.MAX_VALUE;

    Member {
        protocols = List.copyOf(protocols);
    }

    boolean isStatic() {
        return groupInstanceId != null;
    }

    /** When it is given up: while it waits for the others it is not expected to be heard, unless it is new. */
    long expiresAtMs() {
        return !isNew && (awaitingJoin != null || awaitingSync != null) ? NEVER : deadlineMs;
    }

    /** Empty if it does not support the protocol. */
    Bytes metadata(@Nullable String protocolName) {
        return protocols.stream()
                .filter(protocol -> protocol.name().equals(protocolName))
                .findFirst()
                .map(MemberProtocol::metadata)
                .orElse(NO_BYTES);
    }

    boolean supports(String protocolName) {
        return protocols.stream().anyMatch(protocol -> protocol.name().equals(protocolName));
    }

    /** The one among the candidates that it likes best; it supports at least one of them. */
    String vote(Set<String> candidates) {
        return protocols.stream()
                .map(MemberProtocol::name)
                .filter(candidates::contains)
                .findFirst()
                .orElseThrow();
    }

    /** Heard from: its session starts anew. */
    Member heardAt(long uptimeMs) {
        return withDeadline(uptimeMs + sessionTimeoutMs);
    }

    Member withDeadline(long deadlineMs) {
        return new Member(
                memberId,
                groupInstanceId,
                clientId,
                clientHost,
                rebalanceTimeoutMs,
                sessionTimeoutMs,
                protocols,
                assignment,
                isNew,
                syncPending,
                deadlineMs,
                awaitingJoin,
                awaitingSync);
    }

    /** Nobody waits for an answer to it any more; it is expected to be heard from until then. */
    Member abandoned(long deadlineMs) {
        return new Member(
                memberId,
                groupInstanceId,
                clientId,
                clientHost,
                rebalanceTimeoutMs,
                sessionTimeoutMs,
                protocols,
                assignment,
                isNew,
                syncPending,
                deadlineMs,
                null,
                null);
    }

    /** Joins again, perhaps with other protocols and timeouts, and waits. */
    Member rejoining(JoinTerms terms, @Nullable CompletableFuture<JoinGroupResponseData> asker) {
        return new Member(
                memberId,
                groupInstanceId,
                clientId,
                clientHost,
                terms.rebalanceTimeoutMs(),
                terms.sessionTimeoutMs(),
                terms.protocols(),
                assignment,
                isNew,
                syncPending,
                deadlineMs,
                asker,
                awaitingSync);
    }

    /** In the next generation: answered, and expected to sync. */
    Member joined(long uptimeMs) {
        return new Member(
                memberId,
                groupInstanceId,
                clientId,
                clientHost,
                rebalanceTimeoutMs,
                sessionTimeoutMs,
                protocols,
                assignment,
                false,
                true,
                uptimeMs + sessionTimeoutMs,
                null,
                awaitingSync);
    }

    Member syncing(@Nullable CompletableFuture<SyncGroupResponseData> asker) {
        return new Member(
                memberId,
                groupInstanceId,
                clientId,
                clientHost,
                rebalanceTimeoutMs,
                sessionTimeoutMs,
                protocols,
                assignment,
                isNew,
                false,
                deadlineMs,
                awaitingJoin,
                asker);
    }

    Member withAssignment(Bytes assignment) {
        return new Member(
                memberId,
                groupInstanceId,
                clientId,
                clientHost,
                rebalanceTimeoutMs,
                sessionTimeoutMs,
                protocols,
                assignment,
                isNew,
                syncPending,
                deadlineMs,
                awaitingJoin,
                awaitingSync);
    }

    /** The same static member, started anew under another id; nothing is awaited. */
    Member replacedBy(String memberId) {
        return new Member(
                memberId,
                groupInstanceId,
                clientId,
                clientHost,
                rebalanceTimeoutMs,
                sessionTimeoutMs,
                protocols,
                assignment,
                isNew,
                syncPending,
                deadlineMs,
                null,
                null);
    }
}
