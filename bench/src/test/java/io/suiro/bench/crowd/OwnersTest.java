package io.suiro.bench.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnersTest {
    private final Owners owners = new Owners(4, 2);

    private boolean isEven() throws InterruptedException {
        return owners.await(Duration.ZERO);
    }

    @Test
    void everyPartitionHasAnOwnerAndEverybodyAnEvenShare() throws Exception {
        owners.owns(0, Set.of(0, 1, 2, 3));
        assertThat(isEven()).isFalse();

        owners.owns(0, Set.of(0, 1));
        assertThat(isEven()).isFalse();

        owners.owns(1, Set.of(2, 3));
        assertThat(isEven()).isTrue();
        assertThat(owners.isDisjoint()).isTrue();
    }

    @Test
    void whoHasLeftHasNoShare() throws Exception {
        owners.owns(0, Set.of(0, 1));
        owners.owns(1, Set.of(2, 3));

        owners.left(1);
        assertThat(isEven()).isFalse();

        owners.owns(0, Set.of(0, 1, 2, 3));
        assertThat(isEven()).isTrue();
    }

    @Test
    void aPartitionThatTwoOwnedIsRemembered() {
        owners.owns(0, Set.of(0, 1));
        owners.owns(1, Set.of(1, 2, 3));
        owners.owns(0, Set.of(0));

        assertThat(owners.isDisjoint()).isFalse();
    }
}
