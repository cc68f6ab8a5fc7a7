package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.coordinator.group.ShareGroupCoordinator;
import io.suiro.wire.ApiHandler;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * DeleteGroups, versions 0 to 2 (KIP-229).
 *
 * <p>2 flexible.
 *
 * <p>Deviations: none known.
 */
public final class DeleteGroupsHandler implements ApiHandler<DeleteGroupsRequestData, DeleteGroupsResponseData> {
    private final ShareGroupCoordinator coordinator;

    public DeleteGroupsHandler(ShareGroupCoordinator coordinator) {
        this.coordinator = coordinator;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.DELETE_GROUPS;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 2;
    }

    @Override
    public CompletionStage<DeleteGroupsResponseData> handle(DeleteGroupsRequestData request, RequestContext context) {
        return coordinator
                .deleteGroups(context, request.groupsNames())
                .thenApply(results -> new DeleteGroupsResponseData().setResults(results));
    }
}
