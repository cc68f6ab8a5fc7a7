package io.suiro.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.base.Clock;
import io.suiro.broker.FetchRecords.Limits;
import io.suiro.broker.FetchRecords.Reading;
import io.suiro.broker.FetchSession.PartitionKey;
import io.suiro.broker.FetchSession.Position;
import io.suiro.broker.FetchSessions.Scope;
import io.suiro.error.Refused;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

final class FetchSessionsTest {
    private static final PartitionKey ORDERS = new PartitionKey(Uuid.ZERO_UUID, "orders", 0);
    private static final Map<PartitionKey, Position> ALL = Map.of(ORDERS, new Position(0, 100, -1, -1));

    private final FetchSessions sessions = new FetchSessions(2, Clock.SYSTEM);

    @Test
    void aSessionWhoseLastPartitionIsForgottenEndsAndSaysSo() {
        int id = sessions.scope(0, 0, false, ALL, List.of()).sessionId();

        Scope emptied = sessions.scope(id, 1, false, Map.of(), List.of(ORDERS));

        assertThat(emptied.sessionId()).isZero();
        assertThat(emptied.entries()).isEmpty();
        assertThat(sessions.count()).isZero();
    }

    @Test
    void anEpochOutOfTurnIsRefusedAndTheSessionGoesOn() {
        int id = sessions.scope(0, 0, false, ALL, List.of()).sessionId();

        assertThatThrownBy(() -> sessions.scope(id, 2, false, Map.of(), List.of()))
                .isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.code())
                        .isEqualTo(Errors.INVALID_FETCH_SESSION_EPOCH));
        assertThat(sessions.scope(id, 1, false, Map.of(), List.of()).entries()).hasSize(1);
    }

    @Test
    void whenAllSlotsAreInUseANewClientGoesOnWithoutASession() {
        sessions.scope(0, 0, false, ALL, List.of());
        sessions.scope(0, 0, false, ALL, List.of());

        Scope third = sessions.scope(0, 0, false, ALL, List.of());

        assertThat(third.sessionId()).isZero();
        assertThat(third.entries()).hasSize(1);
    }

    @Test
    void aMinimumBeyondTheMaximumIsMetByTheMaximum() {
        Limits limits = new Limits(500, 1_000, 100, false);

        assertThat(new Reading(List.of(), 1, 100, false).suffices(limits)).isTrue();
    }
}
