package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.wire.ApiHandler;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * ConsumerGroupDescribe, versions 0 to 1 (KIP-848).
 *
 * <p>1 member types (KIP-1099).
 *
 * <p>Deviations: none known.
 */
public final class ConsumerGroupDescribeHandler
        implements ApiHandler<ConsumerGroupDescribeRequestData, ConsumerGroupDescribeResponseData> {
    private final GroupCoordinator coordinator;

    public ConsumerGroupDescribeHandler(GroupCoordinator coordinator) {
        this.coordinator = coordinator;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.CONSUMER_GROUP_DESCRIBE;
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
    public CompletionStage<ConsumerGroupDescribeResponseData> handle(
            ConsumerGroupDescribeRequestData request, RequestContext context) {
        return coordinator.describeConsumers(context, request.groupIds()).thenApply(groups -> {
            if (request.includeAuthorizedOperations()) {
                groups.forEach(group -> group.setAuthorizedOperations(AuthorizedOperations.GROUP));
            }
            return new ConsumerGroupDescribeResponseData().setGroups(groups);
        });
    }
}
