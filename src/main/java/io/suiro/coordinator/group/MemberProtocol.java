package io.suiro.coordinator.group;

import java.util.List;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.utils.Bytes;

/**
 * An assignment strategy that a member supports.
 *
 * @param metadata opaque to the coordinator: a consumer's subscription, for instance
 */
record MemberProtocol(String name, Bytes metadata) {
    /** In the member's order of preference. */
    static List<MemberProtocol> of(JoinGroupRequestProtocolCollection protocols) {
        return protocols.stream()
                .map(protocol -> new MemberProtocol(protocol.name(), Bytes.wrap(protocol.metadata())))
                .toList();
    }
}
