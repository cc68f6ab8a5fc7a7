package io.suiro.broker;

import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.Controller;
import io.suiro.cluster.MetadataCommand;
import io.suiro.error.Outcome;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;

/** Hands out producer ids, unique in the cluster for ever, from blocks that the controller allots. Any thread. */
public final class ProducerIds {
    private static final int BLOCK = 1000;

    private final int brokerId;
    private final Controller controller;
    private final Deque<CompletableFuture<Outcome<Long>>> waiting = new ArrayDeque<>();
    private long next;
    private long end;
    private boolean asked;

    ProducerIds(int brokerId, Controller controller) {
        this.brokerId = brokerId;
        this.controller = controller;
    }

    public CompletionStage<Outcome<Long>> next() {
        CompletableFuture<Outcome<Long>> id = new CompletableFuture<>();
        boolean ask;
        synchronized (this) {
            if (next < end) {
                return CompletableFuture.completedFuture(Outcome.ok(next++));
            }
            waiting.add(id);
            ask = !asked;
            asked = true;
        }
        if (ask) {
            Outcomes.flat(controller.submit(new MetadataCommand.AllocateProducerIds(brokerId, brokerEpoch(), BLOCK)))
                    .thenAccept(this::deal);
        }
        return id;
    }

    private long brokerEpoch() {
        BrokerImage broker = controller.image().broker(brokerId);
        return broker == null ? -1 : broker.brokerEpoch();
    }

    private void deal(Outcome<Long> first) {
        Deque<CompletableFuture<Outcome<Long>>> served = new ArrayDeque<>();
        Deque<Outcome<Long>> answers = new ArrayDeque<>();
        synchronized (this) {
            asked = false;
            switch (first) {
                case Outcome.Ok<Long> ok -> {
                    next = ok.value();
                    end = next + BLOCK;
                }
                case Outcome.Failed<Long> failed -> {}
            }
            while (!waiting.isEmpty()) {
                served.add(waiting.remove());
                answers.add(next < end ? Outcome.ok(next++) : unavailable(first));
            }
        }
        while (!served.isEmpty()) {
            served.remove().complete(answers.remove());
        }
    }

    /** Whatever keeps the controller from answering, clients take this for a reason to ask again, and most other codes for the end. */
    private static Outcome<Long> unavailable(Outcome<Long> first) {
        return Outcome.failed(Errors.COORDINATOR_LOAD_IN_PROGRESS, "No producer ids could be had: " + first.detail());
    }
}
