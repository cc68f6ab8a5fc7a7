package io.suiro.cluster.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.cluster.raft.RaftMessage.Append;
import io.suiro.cluster.raft.RaftMessage.InstallSnapshot;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class RaftMessageCodecTest {
    private static final Uuid ID = new Uuid(3, -4);
    private static final List<RaftMessage> MESSAGES = List.of(
            new RaftMessage.PreVote(1, ID, 2, 3),
            new RaftMessage.PreVoteAnswer(1, ID, 2, true),
            new RaftMessage.Vote(Long.MAX_VALUE, ID, -1, 0, true),
            new RaftMessage.VoteAnswer(1, ID, false),
            new Append(1, 2, 3, 4, List.of()),
            new RaftMessage.Appended(1, ID, 5),
            new RaftMessage.Mismatch(1, ID, 4, 3, 2),
            new InstallSnapshot(1, 2, 3, 4, 0, ByteBuffer.wrap(new byte[] {1, 2, 3, 4})),
            new RaftMessage.SnapshotReceived(1, ID, 2, 3),
            new RaftMessage.TimeoutNow(9),
            new RaftMessage.Hello(0, ID));

    private final RaftMessageCodec codec = new RaftMessageCodec("a cluster");

    @ParameterizedTest
    @FieldSource("MESSAGES")
    void whatWasEncodedIsReadBack(RaftMessage message) throws RaftMessageException {
        assertThat(codec.decode(codec.encode(message))).isEqualTo(message);
    }

    @Test
    void entriesAreReadBack() throws RaftMessageException {
        Append append = new Append(1, 2, 3, 4, List.of(RaftFixture.entry(1, 8), new LogEntry(2, new byte[0])));
        Append read = (Append) codec.decode(codec.encode(append));
        assertThat(read.entries()).extracting(LogEntry::term).containsExactly(1L, 2L);
        assertThat(read.entries().getFirst().bytes()).isEqualTo(TestEntries.command(8));
        assertThat(read.entries().getLast().bytes()).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("MESSAGES")
    void aMessageThatIsCutShortOrTooLongIsRefused(RaftMessage message) {
        byte[] bytes = codec.encode(message);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> codec.decode(cut)).isInstanceOf(RaftMessageException.class);
        }
        assertThatThrownBy(() -> codec.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(RaftMessageException.class);
    }

    @Test
    void aMessageOfAnotherClusterOrVersionIsRefused() {
        byte[] bytes = codec.encode(new RaftMessage.TimeoutNow(9));
        assertThatThrownBy(() -> new RaftMessageCodec("another").decode(bytes)).hasMessageContaining("another cluster");
        bytes[0] = 2;
        assertThatThrownBy(() -> codec.decode(bytes)).hasMessageContaining("version 2");
    }

    @Test
    void nothingIsAllocatedForWhatIsOnlyAnnounced() {
        byte[] append = codec.encode(new Append(1, 2, 3, 4, List.of()));
        ByteBuffer.wrap(append).putInt(append.length - 4, Integer.MAX_VALUE);
        assertThatThrownBy(() -> codec.decode(append)).isInstanceOf(RaftMessageException.class);
        byte[] part = codec.encode(new InstallSnapshot(1, 2, 3, Long.MAX_VALUE, 0, ByteBuffer.allocate(0)));
        ByteBuffer.wrap(part).putInt(part.length - 4, Integer.MAX_VALUE);
        assertThatThrownBy(() -> codec.decode(part)).isInstanceOf(RaftMessageException.class);
    }

    @Test
    void garbageIsRefusedOrReadAndNothingElse() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = codec.encode(MESSAGES.get(random.nextInt(MESSAGES.size())));
            for (int flips = random.nextInt(5); flips >= 0; flips--) {
                bytes[5 + random.nextInt(bytes.length - 5)] = (byte) random.nextInt();
            }
            try {
                assertThat(codec.decode(bytes)).isNotNull();
            } catch (RaftMessageException e) {
                assertThat(e).hasMessageNotContaining("version");
            }
        }
    }
}
