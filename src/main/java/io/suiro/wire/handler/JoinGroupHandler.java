package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.wire.ApiHandler;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * JoinGroup, versions 0 to 9.
 *
 * <p>1 rebalance timeout · 4 member id required (KIP-394) · 5 static members (KIP-345) · 6 flexible · 7 protocol type
 * (KIP-559) · 8 reason (KIP-800) · 9 skip assignment (KIP-814).
 *
 * <p>Deviations: none known.
 */
public final class JoinGroupHandler implements ApiHandler<JoinGroupRequestData, JoinGroupResponseData> {
    private final GroupCoordinator coordinator;

    public JoinGroupHandler(GroupCoordinator coordinator) {
        this.coordinator = coordinator;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.JOIN_GROUP;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 9;
    }

    @Override
    public CompletionStage<JoinGroupResponseData> handle(JoinGroupRequestData request, RequestContext context) {
        return coordinator.join(context, request);
    }
}
