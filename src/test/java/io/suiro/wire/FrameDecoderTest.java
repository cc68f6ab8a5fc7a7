package io.suiro.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {
    private static final int MAX = 100 << 20;

    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true);
    private final FrameDecoder frames = new FrameDecoder(memory, MAX);

    @AfterEach
    void everythingIsReleased() {
        frames.close();
        assertThat(memory.metric().usedDirectMemory()).isZero();
    }

    @Test
    void framesThatLieWholeInOneBufferAreSlicesOfIt() {
        byte[] first = content(100);
        byte[] second = content(8);
        ByteBuf received = received(first, second);
        frames.offer(received);
        long used = memory.metric().usedDirectMemory();

        assertNext(first);
        assertNext(second);
        assertThat(frames.next()).isNull();
        assertThat(memory.metric().usedDirectMemory()).isLessThanOrEqualTo(used);
        assertThat(frames.isInFrame()).isFalse();
    }

    @Test
    void whatATrustedPeerAnnouncesIsAllocatedOnce() {
        frames.trust(8 << 20);
        frames.offer(memory.directBuffer().writeInt(8 << 20).writeByte(0));

        assertThat(frames.next()).isNull();

        assertThat(memory.metric().usedDirectMemory()).isGreaterThanOrEqualTo(8 << 20);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 13})
    void framesAreTheSameHoweverTheBytesAreCut(int step) {
        byte[] first = content(37);
        byte[] second = content(11);
        ByteBuf all = received(first, second);
        ByteBuf seen = Unpooled.buffer();
        while (all.isReadable()) {
            frames.offer(all.readRetainedSlice(Math.min(step, all.readableBytes())));
            for (ByteBuf frame = frames.next(); frame != null; frame = frames.next()) {
                seen.writeInt(frame.readableBytes()).writeBytes(frame);
                frame.release();
            }
        }
        all.release();
        assertThat(seen)
                .isEqualTo(Unpooled.copiedBuffer(
                        Unpooled.copyInt(37),
                        Unpooled.wrappedBuffer(first),
                        Unpooled.copyInt(11),
                        Unpooled.wrappedBuffer(second)));
    }

    @Test
    void memoryFollowsWhatHasArrivedAndNotWhatWasAnnounced() {
        frames.offer(memory.directBuffer().writeInt(MAX));
        assertThat(frames.next()).isNull();
        assertThat(memory.metric().usedDirectMemory()).isZero();

        frames.offer(memory.directBuffer(16).writeLong(1));
        assertThat(frames.next()).isNull();
        assertThat(memory.metric().usedDirectMemory()).isLessThanOrEqualTo(1 << 20);
    }

    @Test
    void aLargeFrameIsReadStraightIntoItsOwnMemory() {
        byte[] bytes = content(5_000_000);
        ByteBuf source = Unpooled.wrappedBuffer(bytes);
        frames.offer(memory.directBuffer().writeInt(bytes.length).writeBytes(source, 1000));
        ByteBuf frame = frames.next();
        while (frame == null) {
            ByteBuf space = frames.lendSpace();
            ByteBuf target = space == null ? memory.directBuffer(4096) : space;
            target.writeBytes(source, Math.min(Math.min(target.writableBytes(), 700_000), source.readableBytes()));
            frames.offer(target);
            frame = frames.next();
        }
        assertThat(frame.isDirect()).isTrue();
        assertThat(frame.nioBufferCount()).isEqualTo(1);
        assertThat(frame).isEqualTo(Unpooled.wrappedBuffer(bytes));
        frame.release();
    }

    @Test
    void noSpaceIsLentWhenNothingIsBeingGathered() {
        assertThat(frames.lendSpace()).isNull();
        frames.offer(received(content(50)));
        assertThat(frames.lendSpace()).isNull();
        assertThat(frames.hasBacklog()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, 0, 7, MAX + 1, Integer.MAX_VALUE})
    void sizesThatNoRequestHasAreRefused(int size) {
        frames.offer(memory.directBuffer().writeInt(size));
        assertThatThrownBy(frames::next).isInstanceOf(MalformedRequest.class).hasMessageContaining("" + size);
    }

    private void assertNext(byte[] expected) {
        ByteBuf frame = Objects.requireNonNull(frames.next());
        assertThat(frame).isEqualTo(Unpooled.wrappedBuffer(expected));
        frame.release();
    }

    private ByteBuf received(byte[]... contents) {
        ByteBuf buffer = memory.directBuffer();
        for (byte[] content : contents) {
            buffer.writeInt(content.length).writeBytes(content);
        }
        return buffer;
    }

    private static byte[] content(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
