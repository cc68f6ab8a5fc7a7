package io.suiro.coordinator.group;

import java.util.List;
import org.apache.kafka.common.message.JoinGroupRequestData;

/** What a member brings along each time it joins. */
record JoinTerms(int rebalanceTimeoutMs, int sessionTimeoutMs, String protocolType, List<MemberProtocol> protocols) {
    static JoinTerms of(JoinGroupRequestData request, short apiVersion) {
        return new JoinTerms(
                // JoinGroup 0 has one timeout for both.
                apiVersion == 0 ? request.sessionTimeoutMs() : request.rebalanceTimeoutMs(),
                request.sessionTimeoutMs(),
                request.protocolType(),
                MemberProtocol.of(request.protocols()));
    }
}
