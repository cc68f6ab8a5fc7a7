package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.TransactionQueries;
import io.suiro.wire.ApiHandler;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.apache.kafka.common.message.ListTransactionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * ListTransactions, versions 0 to 2: of the partitions that this broker leads (KIP-664).
 *
 * <p>1 by duration (KIP-994) · 2 by pattern of the transactional id (KIP-1152).
 */
public final class ListTransactionsHandler
        implements ApiHandler<ListTransactionsRequestData, ListTransactionsResponseData> {
    private final TransactionQueries queries;

    public ListTransactionsHandler(TransactionQueries queries) {
        this.queries = queries;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.LIST_TRANSACTIONS;
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
    public CompletionStage<ListTransactionsResponseData> handle(
            ListTransactionsRequestData request, RequestContext context) {
        return queries.listHere(request);
    }
}
