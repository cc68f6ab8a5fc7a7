package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.DescribeShareOffsets;
import io.suiro.wire.ApiHandler;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * DescribeShareGroupOffsets, versions 0 to 1 (KIP-932).
 *
 * <p>1 lag (KIP-1226).
 *
 * <p>Deviations: none known.
 */
public final class DescribeShareGroupOffsetsHandler
        implements ApiHandler<DescribeShareGroupOffsetsRequestData, DescribeShareGroupOffsetsResponseData> {
    private final DescribeShareOffsets offsets;

    public DescribeShareGroupOffsetsHandler(DescribeShareOffsets offsets) {
        this.offsets = offsets;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_SHARE_GROUP_OFFSETS;
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
    public CompletionStage<DescribeShareGroupOffsetsResponseData> handle(
            DescribeShareGroupOffsetsRequestData request, RequestContext context) {
        return offsets.describe(request);
    }
}
