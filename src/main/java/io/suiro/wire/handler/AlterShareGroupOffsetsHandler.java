package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.AlterShareOffsets;
import io.suiro.wire.ApiHandler;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * AlterShareGroupOffsets, version 0 (KIP-932).
 *
 * <p>Deviations: none known.
 */
public final class AlterShareGroupOffsetsHandler
        implements ApiHandler<AlterShareGroupOffsetsRequestData, AlterShareGroupOffsetsResponseData> {
    private final AlterShareOffsets offsets;

    public AlterShareGroupOffsetsHandler(AlterShareOffsets offsets) {
        this.offsets = offsets;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.ALTER_SHARE_GROUP_OFFSETS;
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
    public CompletionStage<AlterShareGroupOffsetsResponseData> handle(
            AlterShareGroupOffsetsRequestData request, RequestContext context) {
        return offsets.alter(request);
    }
}
