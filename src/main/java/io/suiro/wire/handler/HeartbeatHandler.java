package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.wire.ApiHandler;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Heartbeat, versions 0 to 4.
 *
 * <p>3 static members (KIP-345) · 4 flexible.
 *
 * <p>Deviations: none known.
 */
public final class HeartbeatHandler implements ApiHandler<HeartbeatRequestData, HeartbeatResponseData> {
    private final GroupCoordinator coordinator;

    public HeartbeatHandler(GroupCoordinator coordinator) {
        this.coordinator = coordinator;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.HEARTBEAT;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 4;
    }

    @Override
    public CompletionStage<HeartbeatResponseData> handle(HeartbeatRequestData request, RequestContext context) {
        return coordinator.heartbeat(context, request);
    }
}
