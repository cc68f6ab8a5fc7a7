package io.suiro.cluster;

import java.util.concurrent.CompletionStage;

/**
 * The one place where metadata changes. Commands are decided one after the other, appended to the {@link MetadataLog},
 * applied and published; the stage completes once the change is durable and visible in {@link #image}.
 */
public interface Controller {
    /** The latest published image; any thread, one volatile read. */
    MetadataImage image();

    /** Any thread. Completes exceptionally only with {@link io.suiro.error.Refused}. */
    <R> CompletionStage<R> submit(MetadataCommand<R> command);

    /** Called in order after each published change, on the controller's thread, with the image before and after. */
    void listen(Listener listener);

    interface Listener {
        void changed(MetadataImage before, MetadataImage after);
    }
}
