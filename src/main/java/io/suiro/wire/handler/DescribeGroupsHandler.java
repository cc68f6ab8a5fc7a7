package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.wire.ApiHandler;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * DescribeGroups, versions 0 to 6.
 *
 * <p>3 authorized operations (KIP-430) · 4 static members (KIP-345) · 5 flexible · 6 GROUP_ID_NOT_FOUND (KIP-1043).
 *
 * <p>Deviations: none known.
 */
public final class DescribeGroupsHandler implements ApiHandler<DescribeGroupsRequestData, DescribeGroupsResponseData> {
    private final GroupCoordinator coordinator;

    public DescribeGroupsHandler(GroupCoordinator coordinator) {
        this.coordinator = coordinator;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_GROUPS;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 6;
    }

    @Override
    public CompletionStage<DescribeGroupsResponseData> handle(
            DescribeGroupsRequestData request, RequestContext context) {
        return coordinator.describe(context, request.groups()).thenApply(groups -> {
            if (request.includeAuthorizedOperations()) {
                groups.forEach(group -> group.setAuthorizedOperations(AuthorizedOperations.GROUP));
            }
            return new DescribeGroupsResponseData().setGroups(groups);
        });
    }
}
