package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.wire.ApiHandler;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * ConsumerGroupHeartbeat, versions 0 to 1 (KIP-848).
 *
 * <p>1 regular expressions, and member ids that members make up themselves (KIP-1082).
 *
 * <p>Deviations: heartbeat interval and session are shorter than Kafka's where nobody has set them, the interval more
 * so while the group reconciles.
 */
public final class ConsumerGroupHeartbeatHandler
        implements ApiHandler<ConsumerGroupHeartbeatRequestData, ConsumerGroupHeartbeatResponseData> {
    private final GroupCoordinator coordinator;

    public ConsumerGroupHeartbeatHandler(GroupCoordinator coordinator) {
        this.coordinator = coordinator;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.CONSUMER_GROUP_HEARTBEAT;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 1;
    }

    @Override
    public CompletionStage<ConsumerGroupHeartbeatResponseData> handle(
            ConsumerGroupHeartbeatRequestData request, RequestContext context) {
        return coordinator.consumerHeartbeat(context, request);
    }
}
