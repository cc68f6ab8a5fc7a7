package io.suiro.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Cuts received bytes into frames, one at a time as they are asked for.
 *
 * <pre>
 *  0 size int32 (bytes after this field) | 4 frame
 * </pre>
 *
 * A frame that lies whole in a receive buffer is a slice of it. A larger one is gathered in a buffer of its own, which
 * grows with what has arrived and not with what was announced, unless the peer is trusted ({@link #trust}); while it is gathered the channel reads straight into it
 * ({@link #lendSpace}). Either way a frame is contiguous direct memory. Owned by the connection's event loop.
 */
public final class FrameDecoder {
    private static final int PREFIX_BYTES = 4;
    /** The fixed part of the shortest request header: key, version, correlation id. */
    private static final int MIN_FRAME_BYTES = 8;
    /** Allocated for a frame at first; doubled whenever that much has arrived. */
    private static final int FIRST_BYTES = 1 << 20;
    /** Below this a copy is cheaper than the extra read that ends exactly at the frame's end. */
    private static final int MIN_LENT_BYTES = 16 << 10;

    private static final int HTTP_GET = 0x47455420;
    private static final int HTTP_POST = 0x504F5354;
    private static final int HTTP_HEAD = 0x48454144;
    private static final int TLS_HANDSHAKE = 0x1603;

    private final ByteBufAllocator allocator;
    private final ArrayDeque<ByteBuf> received = new ArrayDeque<>();
    private int maxFrameBytes;
    private int firstBytes = FIRST_BYTES;
    private int prefixRead;
    private int frameBytes;
    private @Nullable ByteBuf gathered;
    private @Nullable ByteBuf lent;

    /** Takes frames up to this size, inclusive, from anybody. */
    public FrameDecoder(ByteBufAllocator allocator, int maxFrameBytes) {
        this.allocator = allocator;
        this.maxFrameBytes = maxFrameBytes;
    }

    /** From the next frame on allows this size, inclusive, and allocates what is announced: the peer is trusted to send it. */
    public void trust(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
        this.firstBytes = maxFrameBytes;
    }

    /** Takes ownership of bytes that the channel has read. */
    @SuppressWarnings("ReferenceEquality") // the lent buffer itself comes back, or another
    public void offer(ByteBuf bytes) {
        ByteBuf target = gathered;
        if (bytes == lent && target != null) {
            target.writerIndex(target.writerIndex() + bytes.readableBytes());
            bytes.release();
        } else {
            received.add(bytes);
        }
        lent = null;
    }

    /**
     * The next whole frame, which the caller releases; null until more bytes are offered.
     *
     * @throws MalformedRequest if the announced size is too small, negative or too large; the decoder is of no more use then
     */
    public @Nullable ByteBuf next() {
        if (!readPrefix()) {
            return null;
        }
        ByteBuf target = gathered;
        if (target == null) {
            ByteBuf head = received.peek();
            if (head == null) {
                return null;
            }
            if (head.readableBytes() >= frameBytes) {
                ByteBuf whole = head.readRetainedSlice(frameBytes);
                dropIfRead(head);
                prefixRead = 0;
                return whole;
            }
            target = allocator.directBuffer(Math.min(frameBytes, firstBytes), frameBytes);
            gathered = target;
        }
        for (ByteBuf head = received.peek(); head != null && !isWhole(target); head = received.peek()) {
            makeRoom(target);
            target.writeBytes(head, Math.min(head.readableBytes(), target.writableBytes()));
            dropIfRead(head);
        }
        if (!isWhole(target)) {
            return null;
        }
        gathered = null;
        prefixRead = 0;
        return target;
    }

    /** Free space of the frame being gathered for the channel to read into, or null if an ordinary buffer serves better. */
    @Nullable
    ByteBuf lendSpace() {
        lent = null;
        ByteBuf target = gathered;
        if (target != null && received.isEmpty() && frameBytes - target.readableBytes() >= MIN_LENT_BYTES) {
            makeRoom(target);
            lent = target.retainedSlice(target.writerIndex(), target.writableBytes())
                    .writerIndex(0);
        }
        return lent;
    }

    /** Whether bytes wait here that {@link #next} has not looked at: then reading more would only pile them up. */
    boolean hasBacklog() {
        ByteBuf target = gathered;
        return !received.isEmpty() || (target != null && isWhole(target));
    }

    /** Whether the peer is in the middle of a frame. */
    public boolean isInFrame() {
        return prefixRead > 0 || hasBacklog();
    }

    public void close() {
        received.forEach(ByteBuf::release);
        received.clear();
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }

    private boolean readPrefix() {
        while (prefixRead < PREFIX_BYTES) {
            ByteBuf head = received.peek();
            if (head == null) {
                return false;
            }
            if (head.isReadable()) {
                frameBytes = (frameBytes << 8) | head.readUnsignedByte();
                if (++prefixRead == PREFIX_BYTES) {
                    checkSize();
                }
            }
            dropIfRead(head);
        }
        return true;
    }

    private void checkSize() {
        if (frameBytes < MIN_FRAME_BYTES || frameBytes > maxFrameBytes) {
            throw new MalformedRequest("announced a request of " + frameBytes + " bytes (" + MIN_FRAME_BYTES + " to "
                    + maxFrameBytes + " are allowed)" + whatItLooksLike());
        }
    }

    private String whatItLooksLike() {
        if (frameBytes == HTTP_GET || frameBytes == HTTP_POST || frameBytes == HTTP_HEAD) {
            return ", which looks like an HTTP request on the Kafka port";
        }
        return frameBytes >>> 16 == TLS_HANDSHAKE ? ", which looks like a TLS handshake on a plaintext port" : "";
    }

    private boolean isWhole(ByteBuf frame) {
        return frame.readableBytes() == frameBytes;
    }

    private void makeRoom(ByteBuf target) {
        if (!target.isWritable()) {
            target.capacity((int) Math.min(frameBytes, 2L * target.capacity()));
        }
    }

    private void dropIfRead(ByteBuf head) {
        if (!head.isReadable()) {
            received.remove();
            head.release();
        }
    }
}
