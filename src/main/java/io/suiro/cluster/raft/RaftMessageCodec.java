package io.suiro.cluster.raft;

import io.suiro.cluster.raft.RaftMessage.Append;
import io.suiro.cluster.raft.RaftMessage.Appended;
import io.suiro.cluster.raft.RaftMessage.Hello;
import io.suiro.cluster.raft.RaftMessage.InstallSnapshot;
import io.suiro.cluster.raft.RaftMessage.Mismatch;
import io.suiro.cluster.raft.RaftMessage.PreVote;
import io.suiro.cluster.raft.RaftMessage.PreVoteAnswer;
import io.suiro.cluster.raft.RaftMessage.SnapshotReceived;
import io.suiro.cluster.raft.RaftMessage.TimeoutNow;
import io.suiro.cluster.raft.RaftMessage.Vote;
import io.suiro.cluster.raft.RaftMessage.VoteAnswer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.kafka.common.Uuid;

/**
 * Messages of one cluster as bytes.
 *
 * <pre>
 *  0  version byte    1
 *  1  cluster int     CRC-32C of the cluster id in UTF-8: a message of another cluster's is refused
 *  5  kind byte       1 PreVote, 2 PreVoteAnswer, 3 Vote, 4 VoteAnswer, 5 Append, 6 Appended, 7 Mismatch,
 *                     8 InstallSnapshot, 9 SnapshotReceived, 10 TimeoutNow, 11 Hello
 *  6  term long
 * 14  the other fields of {@link RaftMessage}'s records in their order
 * </pre>
 *
 * Numbers are big-endian; a uuid is two longs, a truth a byte, a list its count (int) and its items; an entry is term (long),
 * length (int) and bytes, a chunk length (int) and bytes. Any thread.
 */
public final class RaftMessageCodec {
    private static final byte VERSION = 1;
    private static final int ENTRY_BYTES = 12;

    private final int cluster;

    public RaftMessageCodec(String clusterId) {
        CRC32C crc = new CRC32C();
        crc.update(clusterId.getBytes(StandardCharsets.UTF_8));
        cluster = (int) crc.getValue();
    }

    /** The bytes that {@link #decode} reads. */
    public byte[] encode(RaftMessage message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeInt(cluster);
            out.writeByte(kind(message));
            out.writeLong(message.term());
            write(out, message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static int kind(RaftMessage message) {
        return switch (message) {
            case PreVote m -> 1;
            case PreVoteAnswer m -> 2;
            case Vote m -> 3;
            case VoteAnswer m -> 4;
            case Append m -> 5;
            case Appended m -> 6;
            case Mismatch m -> 7;
            case InstallSnapshot m -> 8;
            case SnapshotReceived m -> 9;
            case TimeoutNow m -> 10;
            case Hello m -> 11;
        };
    }

    private static void write(DataOutputStream out, RaftMessage message) throws IOException {
        switch (message) {
            case PreVote m -> {
                writeUuid(out, m.directoryId());
                writeLongs(out, m.lastIndex(), m.lastTerm());
            }
            case PreVoteAnswer m -> {
                writeUuid(out, m.directoryId());
                writeLongs(out, m.asked());
                out.writeBoolean(m.granted());
            }
            case Vote m -> {
                writeUuid(out, m.directoryId());
                writeLongs(out, m.lastIndex(), m.lastTerm());
                out.writeBoolean(m.handedOver());
            }
            case VoteAnswer m -> {
                writeUuid(out, m.directoryId());
                out.writeBoolean(m.granted());
            }
            case Append m -> {
                writeLongs(out, m.previousIndex(), m.previousTerm(), m.commitIndex());
                out.writeInt(m.entries().size());
                for (LogEntry entry : m.entries()) {
                    out.writeLong(entry.term());
                    out.writeInt(entry.bytes().length);
                    out.write(entry.bytes());
                }
            }
            case Appended m -> {
                writeUuid(out, m.directoryId());
                writeLongs(out, m.matchIndex());
            }
            case Mismatch m -> {
                writeUuid(out, m.directoryId());
                writeLongs(out, m.previousIndex(), m.hintIndex(), m.hintTerm());
            }
            case InstallSnapshot m -> {
                writeLongs(out, m.lastIndex(), m.lastTerm(), m.totalBytes(), m.offset());
                byte[] chunk = new byte[m.chunk().remaining()];
                m.chunk().duplicate().get(chunk);
                out.writeInt(chunk.length);
                out.write(chunk);
            }
            case SnapshotReceived m -> {
                writeUuid(out, m.directoryId());
                writeLongs(out, m.lastIndex(), m.offset());
            }
            case TimeoutNow m -> {}
            case Hello m -> writeUuid(out, m.directoryId());
        }
    }

    /**
     * Reads a message back.
     *
     * @throws RaftMessageException if it is none, or one of another cluster; nothing is allocated for what is not there
     */
    public RaftMessage decode(byte[] bytes) throws RaftMessageException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte version = in.get();
            if (version != VERSION) {
                throw new RaftMessageException("a message of version " + version);
            }
            if (in.getInt() != cluster) {
                throw new RaftMessageException("a message of another cluster");
            }
            RaftMessage message = read(in);
            if (in.hasRemaining()) {
                throw new RaftMessageException(in.remaining() + " bytes behind a message");
            }
            return message;
        } catch (BufferUnderflowException e) {
            throw new RaftMessageException("a message that ends too early");
        }
    }

    private static RaftMessage read(ByteBuffer in) throws RaftMessageException {
        byte kind = in.get();
        long term = in.getLong();
        return switch (kind) {
            case 1 -> new PreVote(term, readUuid(in), in.getLong(), in.getLong());
            case 2 -> new PreVoteAnswer(term, readUuid(in), in.getLong(), in.get() != 0);
            case 3 -> new Vote(term, readUuid(in), in.getLong(), in.getLong(), in.get() != 0);
            case 4 -> new VoteAnswer(term, readUuid(in), in.get() != 0);
            case 5 -> new Append(term, in.getLong(), in.getLong(), in.getLong(), readEntries(in));
            case 6 -> new Appended(term, readUuid(in), in.getLong());
            case 7 -> new Mismatch(term, readUuid(in), in.getLong(), in.getLong(), in.getLong());
            case 8 ->
                new InstallSnapshot(
                        term, in.getLong(), in.getLong(), in.getLong(), in.getLong(), ByteBuffer.wrap(readBytes(in)));
            case 9 -> new SnapshotReceived(term, readUuid(in), in.getLong(), in.getLong());
            case 10 -> new TimeoutNow(term);
            case 11 -> new Hello(term, readUuid(in));
            default -> throw new RaftMessageException("a message of the unknown kind " + kind);
        };
    }

    private static List<LogEntry> readEntries(ByteBuffer in) throws RaftMessageException {
        int count = in.getInt();
        if (count < 0 || count > in.remaining() / ENTRY_BYTES) {
            throw new RaftMessageException(count + " entries announced in " + in.remaining() + " bytes");
        }
        List<LogEntry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(new LogEntry(in.getLong(), readBytes(in)));
        }
        return entries;
    }

    private static byte[] readBytes(ByteBuffer in) throws RaftMessageException {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new RaftMessageException(length + " bytes announced where " + in.remaining() + " are left");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static Uuid readUuid(ByteBuffer in) {
        return new Uuid(in.getLong(), in.getLong());
    }

    private static void writeUuid(DataOutputStream out, Uuid id) throws IOException {
        writeLongs(out, id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    private static void writeLongs(DataOutputStream out, long... values) throws IOException {
        for (long value : values) {
            out.writeLong(value);
        }
    }
}
