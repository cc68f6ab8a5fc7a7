package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.coordinator.group.GroupCoordinator;
import io.suiro.wire.ApiHandler;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * OffsetDelete, version 0 (KIP-496).
 *
 * <p>Deviations: none known.
 */
public final class OffsetDeleteHandler implements ApiHandler<OffsetDeleteRequestData, OffsetDeleteResponseData> {
    private final GroupCoordinator coordinator;

    public OffsetDeleteHandler(GroupCoordinator coordinator) {
        this.coordinator = coordinator;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.OFFSET_DELETE;
    }

    @Override
    public short minVersion() {
        return 0;
    }

    @Override
    public short maxVersion() {
        return 0;
    }

    @Override
    public CompletionStage<OffsetDeleteResponseData> handle(OffsetDeleteRequestData request, RequestContext context) {
        return coordinator.deleteOffsets(context, request);
    }
}
