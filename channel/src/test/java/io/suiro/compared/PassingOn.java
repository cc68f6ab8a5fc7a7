package io.suiro.compared;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** Makes a record of each record, but of bad ones. */
@ApplicationScoped
public class PassingOn {
    @Incoming("in")
    @Outgoing("out")
    byte[] pass(byte[] order) {
        if (new String(order, UTF_8).startsWith("bad")) {
            throw new IllegalStateException("no");
        }
        return order;
    }
}
