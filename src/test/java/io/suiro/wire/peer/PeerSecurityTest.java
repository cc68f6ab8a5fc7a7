package io.suiro.wire.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.cluster.PeerAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerSecurityTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "localhost", "::1", "[::1]"})
    void onLoopbackNoSecretIsNeeded(String host) {
        assertThat(PeerSecurity.check(host, null)).isNull();
        assertThat(PeerSecurity.check(host, " ")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.1", "128.0.0.1", "broker-1", "::2", "127.0.0.1.example.org"})
    void elsewhereOneIs(String host) {
        assertThat(PeerSecurity.check(host, null)).contains("without a secret").contains(host);
        assertThat(PeerSecurity.check(host, "0123456789abcdef")).isNull();
    }

    @Test
    void aShortSecretIsNone() {
        assertThat(PeerSecurity.check("127.0.0.1", "short")).contains("5 characters");
    }

    @Test
    void addressesAreReadAsTheyAreWritten() {
        assertThat(PeerAddress.parse("broker-1:9094")).isEqualTo(new PeerAddress("broker-1", 9094));
        assertThat(PeerAddress.parse("[::1]:9094")).hasToString("[::1]:9094");
        for (String wrong : new String[] {"", "a", "a:", ":1", "a:0", "a:65536", "::1:9094", "a:b"}) {
            assertThatThrownBy(() -> PeerAddress.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
