package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.coordinator.group.ShareGroupCoordinator;
import io.suiro.wire.ApiHandler;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ShareGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ShareGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * ShareGroupHeartbeat, version 1 (KIP-932).
 *
 * <p>Deviations: the heartbeat interval that is handed out is shorter until all members know what they have.
 */
public final class ShareGroupHeartbeatHandler
        implements ApiHandler<ShareGroupHeartbeatRequestData, ShareGroupHeartbeatResponseData> {
    private final ShareGroupCoordinator coordinator;

    public ShareGroupHeartbeatHandler(ShareGroupCoordinator coordinator) {
        this.coordinator = coordinator;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.SHARE_GROUP_HEARTBEAT;
    }

    @Override
    public short minVersion() {
        return 1;
    }

    @Override
    public short maxVersion() {
        return 1;
    }

    @Override
    public CompletionStage<ShareGroupHeartbeatResponseData> handle(
            ShareGroupHeartbeatRequestData request, RequestContext context) {
        return coordinator.heartbeat(context, request);
    }
}
