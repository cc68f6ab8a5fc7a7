package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.coordinator.group.ShareGroupCoordinator;
import io.suiro.wire.ApiHandler;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ShareGroupDescribeRequestData;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * ShareGroupDescribe, version 1 (KIP-932).
 *
 * <p>Deviations: none known.
 */
public final class ShareGroupDescribeHandler
        implements ApiHandler<ShareGroupDescribeRequestData, ShareGroupDescribeResponseData> {
    private final ShareGroupCoordinator coordinator;

    public ShareGroupDescribeHandler(ShareGroupCoordinator coordinator) {
        this.coordinator = coordinator;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.SHARE_GROUP_DESCRIBE;
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
    public CompletionStage<ShareGroupDescribeResponseData> handle(
            ShareGroupDescribeRequestData request, RequestContext context) {
        return coordinator.describe(request.groupIds()).thenApply(groups -> {
            if (request.includeAuthorizedOperations()) {
                groups.forEach(group -> group.setAuthorizedOperations(AuthorizedOperations.GROUP));
            }
            return new ShareGroupDescribeResponseData().setGroups(groups);
        });
    }
}
