package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.wire.ApiHandler;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * ListGroups, versions 0 to 5.
 *
 * <p>3 flexible · 4 states (KIP-518) · 5 types (KIP-848).
 *
 * <p>Deviations: none known.
 */
public final class ListGroupsHandler implements ApiHandler<ListGroupsRequestData, ListGroupsResponseData> {
    private final GroupCoordinator coordinator;

    public ListGroupsHandler(GroupCoordinator coordinator) {
        this.coordinator = coordinator;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.LIST_GROUPS;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 5;
    }

    @Override
    public CompletionStage<ListGroupsResponseData> handle(ListGroupsRequestData request, RequestContext context) {
        return coordinator.list(context, request);
    }
}
