package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.TransactionQueries;
import io.suiro.wire.ApiHandler;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DescribeTransactionsRequestData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * DescribeTransactions, version 0 (KIP-664).
 *
 * <p>Deviations: while a transaction is being ended all its partitions are told, also those that have their marker.
 */
public final class DescribeTransactionsHandler
        implements ApiHandler<DescribeTransactionsRequestData, DescribeTransactionsResponseData> {
    private final TransactionQueries queries;

    public DescribeTransactionsHandler(TransactionQueries queries) {
        this.queries = queries;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_TRANSACTIONS;
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
    public CompletionStage<DescribeTransactionsResponseData> handle(
            DescribeTransactionsRequestData request, RequestContext context) {
        return queries.describeHere(request);
    }
}
