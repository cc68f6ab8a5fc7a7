package io.suiro.embedded.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.embedded.EmbeddedBroker;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SuiroExtension.class)
class InjectedBrokerTest {
    @RepeatedTest(2)
    void aTestIsGivenTheBroker(EmbeddedBroker broker) {
        assertThat(broker.topic("given").send("1").offset()).isZero();
    }
}
