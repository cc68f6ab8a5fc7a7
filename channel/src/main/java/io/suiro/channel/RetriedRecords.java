package io.suiro.channel;

import io.suiro.base.Clock;
import io.suiro.base.Scheduler;
import io.suiro.broker.Broker;
import io.suiro.client.ConsumedRecord;
import io.suiro.client.ConsumerListener;
import io.suiro.client.LocalConsumer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;

/**
 * What comes back to a channel of the records that {@link RetryTopics} has stored: a member of a group of its own, and a buffer whose records wait until
 * their topic's delay is over. Commits up to where everything is finished, whatever the channel's own strategy, for a record that is only there is
 * not to be lost.
 */
final class RetriedRecords implements ConsumerListener, AutoCloseable {
    private final IncomingChannel channel;
    private final RetrySettings settings;
    private final Scheduler timer;
    private final Clock clock;
    private final DelayedBuffer buffer;
    private final LocalConsumer consumer;
    private final OffsetCommits commits;
    private volatile boolean closed;
    /** Guarded by this: when the channel is told next, {@link DelayedBuffer#NEVER} if that is open. */
    private long signalMs = DelayedBuffer.NEVER;

    RetriedRecords(IncomingChannel channel, RetrySettings settings, Broker broker, Scheduler timer, Clock clock) {
        this.channel = channel;
        this.settings = settings;
        this.timer = timer;
        this.clock = clock;
        this.buffer = new DelayedBuffer(channel.settings().room(), this::dueMs);
        this.consumer =
                new LocalConsumer(broker, settings.consumer(channel.settings().consumer()), timer, this);
        this.commits =
                new OffsetCommits(channel.settings(), CommitStrategy.THROTTLED, consumer, buffer::progress, timer);
    }

    private long dueMs(ConsumedRecord record) {
        return record.stored().timestamp()
                + settings.delayMs(record.topicPartition().topic());
    }

    LocalConsumer consumer() {
        return consumer;
    }

    /** Whether records of the topic come from here. */
    boolean isFrom(String topic) {
        return settings.delaysMs().containsKey(topic);
    }

    void begin() {
        consumer.join();
        commits.begin();
    }

    void join() {
        consumer.join();
    }

    /** Without waiting for what the application has in hand. */
    CompletionStage<?> leave() {
        return commits.now().handle((done, refused) -> {
            consumer.leave();
            return null;
        });
    }

    /** At most so many records whose delay is over; the channel is told when there are more. */
    List<PartitionProgress.Handed> take(int most) {
        List<PartitionProgress.Handed> taken = buffer.take(most, clock.nowMs());
        if (!taken.isEmpty()) {
            consumer.resume();
        }
        signalWhenDue();
        return taken;
    }

    private void signalWhenDue() {
        long dueMs = buffer.nextDueMs();
        synchronized (this) {
            if (dueMs >= signalMs) {
                return;
            }
            signalMs = dueMs;
        }
        timer.schedule(Math.max(1, dueMs - clock.nowMs()), this::signal);
    }

    private void signal() {
        synchronized (this) {
            signalMs = DelayedBuffer.NEVER;
        }
        channel.signal();
    }

    @Override
    public boolean wantsMore() {
        return !closed;
    }

    @Override
    public boolean wantsMore(TopicPartition partition) {
        return buffer.hasRoom(partition);
    }

    @Override
    public void records(List<ConsumedRecord> records) {
        buffer.add(records.stream().map(RetryTopics::counted).toList());
        signalWhenDue();
    }

    @Override
    public void assigned(Set<TopicPartition> partitions) {
        buffer.open(partitions);
    }

    @Override
    public CompletionStage<?> revoked(Set<TopicPartition> partitions) {
        return commits.giveUp(buffer.close(partitions));
    }

    @Override
    public void lost(Set<TopicPartition> partitions) {
        buffer.close(partitions);
    }

    @Override
    public void rewound(Set<TopicPartition> partitions) {
        buffer.close(partitions);
    }

    @Override
    public void failed(Throwable reason) {
        channel.failed(reason);
    }

    @Override
    public void close() {
        closed = true;
        commits.end();
        consumer.close();
    }
}
