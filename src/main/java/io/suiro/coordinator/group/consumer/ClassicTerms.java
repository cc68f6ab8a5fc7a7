package io.suiro.coordinator.group.consumer;

import java.util.List;
import org.apache.kafka.common.utils.Bytes;

/**
 * What a member of a consumer group has said that speaks the classic protocol.
 *
 * @param protocols the assignors that it supports, in its order of preference, at least one
 */
public record ClassicTerms(int sessionTimeoutMs, List<Protocol> protocols) {
    /**
     * An assignor.
     *
     * @param metadata the subscription, in the consumer protocol
     */
    public record Protocol(String name, Bytes metadata) {}

    public ClassicTerms {
        protocols = List.copyOf(protocols);
        if (protocols.isEmpty()) {
            throw new IllegalArgumentException("a classic member supports no protocol");
        }
    }

    /** The one whose subscription counts; clients send the same with each. */
    Protocol first() {
        return protocols.getFirst();
    }

    boolean supports(String name) {
        return protocols.stream().anyMatch(protocol -> protocol.name().equals(name));
    }
}
