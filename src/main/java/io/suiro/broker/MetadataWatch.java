package io.suiro.broker;

import io.suiro.cluster.Controller;
import io.suiro.cluster.MetadataImage;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Tells those who wait that the metadata is another, as often as they ask; several changes may be told as one. Any thread. */
public final class MetadataWatch implements Controller.Listener {
    private final Supplier<MetadataImage> image;
    private final Map<Long, CompletableFuture<MetadataImage>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong next = new AtomicLong();

    MetadataWatch(Supplier<MetadataImage> image) {
        this.image = image;
    }

    public MetadataImage image() {
        return image.get();
    }

    /**
     * The metadata once it has changed since, or what is known when the time is up. Completes on the thread of the metadata's listeners, and must not be held up there; who does
     * not wait any more may cancel it.
     */
    public CompletableFuture<MetadataImage> after(MetadataImage known, long patienceMs) {
        CompletableFuture<MetadataImage> changed = new CompletableFuture<>();
        long id = next.getAndIncrement();
        waiting.put(id, changed);
        MetadataImage now = image.get();
        if (now.index() != known.index()) {
            waiting.remove(id);
            return CompletableFuture.completedFuture(now);
        }
        var _ = changed.completeOnTimeout(known, patienceMs, TimeUnit.MILLISECONDS)
                .whenComplete((told, failure) -> waiting.remove(id));
        return changed;
    }

    @Override
    public void changed(MetadataImage before, MetadataImage after) {
        waiting.values().forEach(changed -> changed.complete(after));
    }
}
