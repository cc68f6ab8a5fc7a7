package io.suiro.channel;

import io.smallrye.mutiny.Multi;
import io.suiro.base.Clock;
import io.suiro.base.Scheduler;
import io.suiro.base.Stages;
import io.suiro.broker.Broker;
import io.suiro.client.ConsumedRecord;
import io.suiro.client.ConsumerListener;
import io.suiro.client.LocalConsumer;
import io.suiro.client.TransactionalProducer;
import io.vertx.core.Context;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A channel that an application consumes: a member of its group, a buffer of what it has read, and the application's answers, which decide what
 * is committed.
 *
 * <pre>
 * log ─ LocalConsumer (its lane) ─▶ RecordBuffer ─ MessageStream (Vert.x context) ─▶ application ─ ack, nack (any thread) ─▶ PartitionProgress ─▶ commit
 * </pre>
 */
final class IncomingChannel implements ConsumerListener, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(IncomingChannel.class);

    private final IncomingSettings settings;
    private final RecordBuffer buffer;
    private final LocalConsumer consumer;
    private final MessageStream stream;
    private final FailureStrategy failures;
    private final OffsetCommits commits;
    /** Null unless refused records come back. */
    private final @Nullable RetriedRecords retried;

    private final StallWatch stalls;
    private final Scheduler timer;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private @Nullable ExactlyOnce exactlyOnce;
    private volatile boolean closed;

    IncomingChannel(
            IncomingSettings settings,
            Broker broker,
            Scheduler timer,
            Clock clock,
            Context context,
            MessageFactory messages,
            FailureStrategy failures) {
        this.settings = settings;
        this.timer = timer;
        this.failures = failures;
        this.buffer = new RecordBuffer(settings.room());
        this.consumer = new LocalConsumer(broker, settings.consumer(), timer, this);
        this.stream = new MessageStream(context, new Source(messages));
        this.commits = new OffsetCommits(settings, settings.commits(), consumer, buffer::progress, timer);
        RetrySettings retries = settings.retries();
        this.retried = retries == null ? null : new RetriedRecords(this, retries, broker, timer, clock);
        this.stalls = new StallWatch(settings, timer, this::leave, this::join);
    }

    /** Commits in transactions from now on, before it has begun. */
    void commitIn(TransactionalProducer producer, FailureStrategy refusedOnes) {
        exactlyOnce =
                new ExactlyOnce(this, producer, consumer, buffer, refusedOnes, timer, settings.transactionIntervalMs());
    }

    /** What the application makes of its records goes there; null if the channel does not commit in transactions. */
    @Nullable
    ExactlyOnce exactlyOnce() {
        return exactlyOnce;
    }

    /** There may be something to hand out. */
    void signal() {
        stream.signal();
    }

    /** Joins the group with its subscriber. */
    Multi<? extends Message<?>> messages() {
        Multi<Message<?>> messages =
                Multi.createFrom().publisher(stream).onSubscription().invoke(this::begin);
        return settings.broadcast() ? messages.broadcast().toAllSubscribers() : messages;
    }

    private void begin() {
        consumer.join();
        commits.begin();
        if (retried != null) {
            retried.begin();
        }
        stalls.begin();
        if (exactlyOnce != null) {
            exactlyOnce.begin();
        }
    }

    private void join() {
        consumer.join();
        if (retried != null) {
            retried.join();
        }
    }

    IncomingSettings settings() {
        return settings;
    }

    /** All that read for it. */
    List<LocalConsumer> consumers() {
        return retried == null ? List.of(consumer) : List.of(consumer, retried.consumer());
    }

    boolean isSubscribed() {
        return stream.isSubscribed();
    }

    /** Completes once it reads from its first partitions, if there are any for it. */
    CompletionStage<Void> ready() {
        return consumer.ready();
    }

    ChannelState state() {
        Throwable why = failure.get();
        if (why != null) {
            return new ChannelState.Failed(String.valueOf(why.getMessage()));
        }
        if (!stream.isSubscribed() || !consumer.ready().toCompletableFuture().isDone()) {
            return new ChannelState.Joining();
        }
        if (stalls.isStalled()) {
            return new ChannelState.Stalled(settings.stallAfter());
        }
        int partitions = consumer.assignment().size();
        return partitions == 0
                ? new ChannelState.Standby()
                : new ChannelState.Joined(partitions, consumer.unread(), settings.room());
    }

    private final class Source implements MessageStream.Source {
        private final MessageFactory messages;

        Source(MessageFactory messages) {
            this.messages = messages;
        }

        @Override
        public List<? extends Message<?>> next(int most) {
            int some = settings.batch() ? settings.batchSize() : most;
            while (failure.get() == null) {
                List<PartitionProgress.Handed> taken =
                        exactlyOnce == null ? take(some) : exactlyOnce.take(() -> take(some));
                List<? extends Message<?>> made = messages.of(IncomingChannel.this, taken);
                if (!made.isEmpty() || taken.isEmpty()) {
                    return made;
                }
            }
            return List.of();
        }

        private List<PartitionProgress.Handed> take(int most) {
            List<PartitionProgress.Handed> again = retried == null || closed ? List.of() : retried.take(most);
            List<PartitionProgress.Handed> taken = again.isEmpty() ? buffer.take(most) : again;
            stalls.handedOut(taken.size());
            return taken;
        }

        @Override
        public void wanted() {
            if (buffer.hasRoom()) {
                consumer.resume();
            }
        }

        @Override
        public void cancelled() {
            consumers().forEach(LocalConsumer::leave);
        }
    }

    @Override
    public boolean wantsMore() {
        return buffer.hasRoom() && !closed;
    }

    @Override
    public void records(List<ConsumedRecord> records) {
        buffer.add(records);
        stream.signal();
    }

    @Override
    public void assigned(Set<TopicPartition> partitions) {
        buffer.open(partitions);
    }

    @Override
    public CompletionStage<?> revoked(Set<TopicPartition> partitions) {
        return exactlyOnce == null ? commits.giveUp(buffer.close(partitions)) : exactlyOnce.giveUp(partitions);
    }

    @Override
    public void lost(Set<TopicPartition> partitions) {
        if (exactlyOnce == null) {
            buffer.close(partitions);
        } else {
            exactlyOnce.lost(partitions);
        }
    }

    @Override
    public void rewound(Set<TopicPartition> partitions) {
        buffer.close(partitions);
    }

    @Override
    public void failed(Throwable reason) {
        fail(reason);
        stream.end(reason);
    }

    /** The group is told nothing of it, so that another member, or the next start, gets the record again. */
    private void fail(Throwable reason) {
        if (!failure.compareAndSet(null, reason)) {
            return;
        }
        stalls.close();
        LOG.errorf(reason, "channel %s has failed, and leaves its group", settings.channel());
        var _ = leave();
    }

    /** Without waiting for what the application has in hand: whoever gets the partitions gets those records again. */
    private CompletionStage<?> leave() {
        CompletionStage<?> left = commits.now().handle((done, refused) -> {
            consumer.leave();
            return null;
        });
        return retried == null ? left : left.thenCombine(retried.leave(), (main, again) -> main);
    }

    /** The application is done with these, which have come together. */
    CompletionStage<Void> acknowledged(List<? extends IncomingRecord<?>> records) {
        if (records.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        records.forEach(record -> record.handed().finish());
        stalls.answered(records.size());
        if (exactlyOnce != null) {
            exactlyOnce.finished(records.size());
        }
        return retried != null
                        && retried.isFrom(records.getFirst().topicPartition().topic())
                ? CompletableFuture.completedFuture(null)
                : commits.finished(records);
    }

    /** The application cannot do it. */
    CompletionStage<Void> refused(IncomingRecord<?> record, Throwable reason, @Nullable Metadata told) {
        if (exactlyOnce != null) {
            stalls.answered(1);
            exactlyOnce.refused(record, reason, told);
            return CompletableFuture.completedStage(null);
        }
        return handle(failures, record, reason, told)
                .whenComplete((handled, failed) -> {
                    if (failed != null) {
                        fail(Stages.cause(failed));
                    }
                })
                .thenCompose(handled -> acknowledged(List.of(record)));
    }

    /** The strategy's answer, which does not throw. */
    static CompletionStage<Void> handle(
            FailureStrategy failures, IncomingRecord<?> record, Throwable reason, @Nullable Metadata told) {
        try {
            return failures.handle(record, reason, told);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** How many records it holds that the application has not got. */
    int buffered() {
        return buffer.size();
    }

    /** Waits for what the application has in hand, for at most {@link IncomingSettings#grace}, commits, and leaves the group. */
    @Override
    public void close() {
        closed = true;
        stalls.close();
        commits.end();
        consumer.close();
        if (retried != null) {
            retried.close();
        }
    }
}
