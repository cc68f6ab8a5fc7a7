package io.suiro.wire.peer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Frames from any thread on their way to one channel. All that gather until the event loop's turn are written then and
 * flushed once. What waits here and in the channel is bounded. {@link #offer} and {@link #wake}: any thread; the others: the loop.
 */
final class FrameQueue {
    private static final int BATCH_BYTES = 64 << 10;

    private final Executor loop;
    private final Runnable turn;
    private final long maxBytes;
    private final Queue<ControlFrame> frames = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** @param turn what to do on the loop when there is something new */
    FrameQueue(Executor loop, Runnable turn, long maxBytes) {
        this.loop = loop;
        this.turn = turn;
        this.maxBytes = maxBytes;
    }

    /** False if there is no room: then the frame has not been taken. A queue that is empty has room for any. */
    boolean offer(ControlFrame frame) {
        int size = frame.sizeInBytes();
        long before = bytes.getAndAdd(size);
        if (before > 0 && before + size > maxBytes) {
            bytes.addAndGet(-size);
            return false;
        }
        frames.add(frame);
        return wake();
    }

    /** Gives the loop a turn; false if it has ended. */
    boolean wake() {
        if (!scheduled.compareAndSet(false, true)) {
            return true;
        }
        try {
            loop.execute(() -> {
                scheduled.set(false);
                turn.run();
            });
            return true;
        } catch (RejectedExecutionException e) {
            scheduled.set(false);
            return false;
        }
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    /** Waiting here, or written and not yet with the socket. */
    long bytes() {
        return bytes.get();
    }

    /** Small frames share a buffer. */
    void writeTo(Channel channel) {
        ByteBuf batch = null;
        for (ControlFrame frame = frames.poll(); frame != null; frame = frames.poll()) {
            if (batch == null) {
                batch = channel.alloc().directBuffer(frame.sizeInBytes());
            }
            frame.writeTo(batch);
            if (batch.readableBytes() >= BATCH_BYTES) {
                write(channel, batch);
                batch = null;
            }
        }
        if (batch != null) {
            write(channel, batch);
        }
        channel.flush();
    }

    private void write(Channel channel, ByteBuf batch) {
        int size = batch.readableBytes();
        channel.write(batch).addListener(done -> bytes.addAndGet(-size));
    }

    /** Drops what waits here. */
    void clear() {
        for (ControlFrame frame = frames.poll(); frame != null; frame = frames.poll()) {
            bytes.addAndGet(-frame.sizeInBytes());
        }
    }
}
