package io.suiro.wire.peer;

import static org.awaitility.Awaitility.await;

import io.suiro.cluster.PeerNetwork;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A receiver that remembers, and answers questions with themselves unless told otherwise. */
final class Heard implements PeerNetwork.Receiver {
    final List<String> told = Collections.synchronizedList(new ArrayList<>());
    final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    /** What became of connections. */
    final List<String> events = new CopyOnWriteArrayList<>();

    volatile Function<byte[], CompletionStage<byte[]>> answer = CompletableFuture::completedStage;
    volatile Runnable beforeTold = () -> {};

    @Override
    public void told(int from, byte[] message) {
        beforeTold.run();
        told.add(from + " " + text(message));
    }

    @Override
    public CompletionStage<byte[]> asked(int from, byte[] request) {
        asked.add(from + " " + text(request));
        return answer.apply(request);
    }

    @Override
    public void disconnected(int nodeId) {
        events.add(nodeId + " disconnected");
    }

    @Override
    public void unreachable(int nodeId, boolean refused) {
        events.add(nodeId + (refused ? " refused" : " silent"));
    }

    @Override
    public void connected(int nodeId) {
        events.add(nodeId + " connected");
    }

    void awaitEvent(String event) {
        await(event).until(() -> events.contains(event));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return bytes.length > 100 ? bytes.length + " bytes" : new String(bytes, StandardCharsets.UTF_8);
    }
}
