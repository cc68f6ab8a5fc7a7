package io.suiro.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Decides commands on the metadata of this broker, as its controller would, answers what that comes to, and changes nothing. What the controller alone knows is taken for
 * granted: that a broker which is to vote has caught up. Any thread.
 */
public final class DryRun implements Controller {
    private final Supplier<MetadataImage> image;
    private final DecisionContext context;

    public DryRun(Supplier<MetadataImage> image, DecisionContext context) {
        this.image = image;
        this.context = new DecisionContext(context.statics(), context.topicIds(), voter -> true);
    }

    @Override
    public MetadataImage image() {
        return image.get();
    }

    @Override
    public <R> CompletionStage<R> submit(MetadataCommand<R> command) {
        return CompletableFuture.completedFuture(
                Decisions.decide(image.get(), command, context).response());
    }

    /** There is nothing to be told of. */
    @Override
    public void listen(MetadataImage from, Listener listener) {
        throw new UnsupportedOperationException();
    }
}
