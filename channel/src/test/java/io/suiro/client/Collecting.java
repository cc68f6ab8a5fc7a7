package io.suiro.client;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Keeps what it is told. */
class Collecting implements ConsumerListener {
    final List<ConsumedRecord> records = new CopyOnWriteArrayList<>();
    final List<Set<TopicPartition>> revoked = new CopyOnWriteArrayList<>();
    final List<Set<TopicPartition>> lost = new CopyOnWriteArrayList<>();
    volatile boolean full;
    volatile @Nullable Throwable failure;

    @Override
    public boolean wantsMore() {
        return !full;
    }

    @Override
    public void records(List<ConsumedRecord> more) {
        records.addAll(more);
    }

    @Override
    public void assigned(Set<TopicPartition> partitions) {}

    @Override
    public CompletionStage<?> revoked(Set<TopicPartition> partitions) {
        revoked.add(partitions);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void lost(Set<TopicPartition> partitions) {
        lost.add(partitions);
    }

    @Override
    public void rewound(Set<TopicPartition> partitions) {}

    @Override
    public void failed(Throwable reason) {
        failure = reason;
    }
}
