package io.suiro.base;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Joins several stages into one, and looks into those that failed. */
public final class Stages {
    private Stages() {}

    /** Why a stage has failed, without the exceptions that stages wrap around it. */
    public static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** All values, in the order of the stages; fails as the first one that fails. */
    public static <T> CompletionStage<List<T>> all(List<? extends CompletionStage<T>> stages) {
        if (stages.size() == 1) {
            return stages.getFirst().thenApply(List::of);
        }
        CompletableFuture<?>[] futures =
                stages.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(futures).thenApply(done -> {
            List<T> values = new ArrayList<>(futures.length);
            stages.forEach(stage -> values.add(stage.toCompletableFuture().join()));
            return values;
        });
    }
}
