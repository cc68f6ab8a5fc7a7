package io.suiro.wire.peer;

import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** The channels of one owner, so that it can end them all. Any thread. */
final class OpenChannels {
    private final Set<Channel> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Closes it at once if the owner has ended. */
    void add(Channel channel) {
        open.add(channel);
        channel.closeFuture().addListener(done -> open.remove(channel));
        if (closed) {
            var _ = channel.close();
        }
    }

    /** It has another owner from now on. */
    void release(Channel channel) {
        open.remove(channel);
    }

    boolean isClosed() {
        return closed;
    }

    /** Completes when every channel is closed. */
    CompletionStage<Void> close() {
        closed = true;
        List<CompletableFuture<Void>> closing = new ArrayList<>();
        for (Channel channel : open) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            channel.closeFuture().addListener(end -> done.complete(null));
            closing.add(done);
            var _ = channel.close();
        }
        return CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new));
    }
}
