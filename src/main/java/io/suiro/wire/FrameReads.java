package io.suiro.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * Where a channel's next read goes: straight into the frame being gathered if there is one, so that large requests are
 * not copied, else into an ordinary receive buffer of adaptive size. One per channel.
 */
public final class FrameReads implements RecvByteBufAllocator {
    private final AdaptiveRecvByteBufAllocator ordinary = new AdaptiveRecvByteBufAllocator();
    private final FrameDecoder frames;

    public FrameReads(FrameDecoder frames) {
        this.frames = frames;
    }

    @Override
    @SuppressWarnings("deprecation") // the interface itself returns this type
    public Handle newHandle() {
        return new FrameHandle((ExtendedHandle) ordinary.newHandle(), frames);
    }

    private static final class FrameHandle extends DelegatingHandle implements ExtendedHandle {
        private final ExtendedHandle ordinary;
        private final FrameDecoder frames;

        FrameHandle(ExtendedHandle ordinary, FrameDecoder frames) {
            super(ordinary);
            this.ordinary = ordinary;
            this.frames = frames;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            ByteBuf space = frames.lendSpace();
            return space == null ? ordinary.allocate(allocator) : space;
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return ordinary.continueReading(maybeMoreData);
        }
    }
}
