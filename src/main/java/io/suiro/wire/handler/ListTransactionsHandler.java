package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.coordinator.txn.TransactionCoordinator;
import io.suiro.coordinator.txn.TransactionDescription;
import io.suiro.coordinator.txn.TransactionFilter;
import io.suiro.coordinator.txn.TransactionState;
import io.suiro.wire.ApiHandler;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.apache.kafka.common.message.ListTransactionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * ListTransactions, versions 0 to 2: of the partitions that this broker leads (KIP-664).
 *
 * <p>1 by duration (KIP-994) · 2 by pattern of the transactional id (KIP-1152).
 *
 * <p>With filters of states that do not exist alone, nothing is listed.
 */
public final class ListTransactionsHandler
        implements ApiHandler<ListTransactionsRequestData, ListTransactionsResponseData> {
    private final TransactionCoordinator coordinator;

    public ListTransactionsHandler(TransactionCoordinator coordinator) {
        this.coordinator = coordinator;
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
        Set<TransactionState> states = EnumSet.noneOf(TransactionState.class);
        List<String> unknown = new ArrayList<>();
        for (String name : request.stateFilters()) {
            TransactionState state = TransactionState.named(name);
            if (state == null) {
                unknown.add(name);
            } else {
                states.add(state);
            }
        }
        ListTransactionsResponseData response = new ListTransactionsResponseData().setUnknownStateFilters(unknown);
        if (states.isEmpty() && !unknown.isEmpty()) {
            return CompletableFuture.completedFuture(response);
        }
        TransactionFilter filter = new TransactionFilter(
                states,
                Set.copyOf(request.producerIdFilters()),
                request.durationFilter(),
                TransactionFilter.pattern(request.transactionalIdPattern()));
        return coordinator.list(filter).thenApply(found -> {
            found.forEach(description -> response.transactionStates().add(listed(description)));
            return response;
        });
    }

    private static ListTransactionsResponseData.TransactionState listed(TransactionDescription description) {
        return new ListTransactionsResponseData.TransactionState()
                .setTransactionalId(description.transactionalId())
                .setProducerId(description.producer().producerId())
                .setTransactionState(description.state().displayName());
    }
}
