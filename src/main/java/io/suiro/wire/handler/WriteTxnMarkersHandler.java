package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.Markers;
import io.suiro.wire.ApiHandler;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * WriteTxnMarkers, versions 1 and 2: an administrator ends a transaction that hangs ({@code kafka-transactions.sh abort}). Brokers tell
 * each other on another port.
 *
 * <p>2 transaction version (KIP-1228).
 */
public final class WriteTxnMarkersHandler
        implements ApiHandler<WriteTxnMarkersRequestData, WriteTxnMarkersResponseData> {
    private final Markers markers;

    public WriteTxnMarkersHandler(Markers markers) {
        this.markers = markers;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.WRITE_TXN_MARKERS;
    }

    @Override
    public short minVersion() {
        return 1;
    }

    @Override
    public short maxVersion() {
        return 2;
    }

    @Override
    public CompletionStage<WriteTxnMarkersResponseData> handle(
            WriteTxnMarkersRequestData request, RequestContext context) {
        return markers.serve(request);
    }
}
