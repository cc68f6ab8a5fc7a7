package io.suiro.cluster;

import java.util.concurrent.CompletionStage;

/**
 * Where metadata changes. Commands are decided one after the other by the one broker that is the controller, stored by the
 * voters, and applied by every broker; the stage completes once the change is durable and visible in {@link #image} here.
 */
public interface Controller {
    /** The latest image here; any thread, one volatile read. */
    MetadataImage image();

    /** Any thread, any broker. Completes exceptionally only with {@link io.suiro.error.Refused}. */
    <R> CompletionStage<R> submit(MetadataCommand<R> command);

    /**
     * From now on the listener is told of each change, in order, on a lane that is the listeners' own; several changes may be
     * told as one.
     *
     * @param from the image that it knows already
     */
    void listen(MetadataImage from, Listener listener);

    interface Listener {
        void changed(MetadataImage before, MetadataImage after);
    }
}
