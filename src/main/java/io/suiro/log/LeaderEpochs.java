package io.suiro.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which leader epoch wrote from which offset on: what tells a follower, or a consumer, where its log parted from the
 * leader's. Stored as Kafka's {@code leader-epoch-checkpoint}, in text:
 *
 * <pre>
 * 0                      version
 * 2                      number of entries
 * 3 0                    epoch, start offset (inclusive); both grow from line to line
 * 7 1024
 * </pre>
 *
 * Changed by the partition's lane; read by any thread, on an array that is published whole. Source: KIP-101, KIP-279.
 */
public final class LeaderEpochs {
    private static final EpochEnd UNKNOWN = new EpochEnd(-1, -1);
    private static final String VERSION = "0";

    private record Entry(int epoch, long startOffset) {}

    private volatile Entry[] entries;

    public LeaderEpochs() {
        this(new Entry[0]);
    }

    private LeaderEpochs(Entry[] entries) {
        this.entries = entries;
    }

    /**
     * Records that this epoch wrote the record at this offset, and began there if it is not known to have begun before.
     * Entries that this contradicts (of a later epoch, or from this offset on) were of records that are no longer there,
     * and go. Lane only.
     */
    public void assign(int epoch, long startOffset) {
        if (epoch < 0 || startOffset < 0) {
            throw new IllegalArgumentException("leader epoch " + epoch + " from offset " + startOffset);
        }
        Entry[] now = entries;
        if (now.length > 0) {
            Entry latest = now[now.length - 1];
            if (latest.epoch == epoch && latest.startOffset <= startOffset) {
                return;
            }
        }
        int kept = 0;
        while (kept < now.length && now[kept].epoch < epoch && now[kept].startOffset < startOffset) {
            kept++;
        }
        if (kept < now.length && now[kept].epoch == epoch && now[kept].startOffset <= startOffset) {
            // Recovery meets an epoch in its middle: it began where it began.
            entries = Arrays.copyOf(now, kept + 1);
            return;
        }
        Entry[] next = Arrays.copyOf(now, kept + 1);
        next[kept] = new Entry(epoch, startOffset);
        entries = next;
    }

    /**
     * Where an epoch ends. An epoch that began after all that are known, or -1, is unknown. One from before all that
     * are known ends where the first known begins: its records are deleted, and a follower is to go on from there. Any
     * thread.
     *
     * @param logEndOffset where the latest epoch ends
     */
    public EpochEnd endOf(int epoch, long logEndOffset) {
        Entry[] now = entries;
        if (epoch < 0 || now.length == 0 || epoch > now[now.length - 1].epoch) {
            return UNKNOWN;
        }
        if (epoch == now[now.length - 1].epoch) {
            return new EpochEnd(epoch, logEndOffset);
        }
        int above = 0;
        while (now[above].epoch <= epoch) {
            above++;
        }
        return new EpochEnd(above == 0 ? epoch : now[above - 1].epoch, now[above].startOffset);
    }

    /** The epoch that wrote the record at this offset, as far as is known; -1 if none is. Any thread. */
    public int epochAt(long offset) {
        int epoch = -1;
        for (Entry entry : entries) {
            if (entry.startOffset > offset) {
                return epoch;
            }
            epoch = entry.epoch;
        }
        return epoch;
    }

    /** The latest epoch, -1 if none is known. Any thread. */
    public int latest() {
        Entry[] now = entries;
        return now.length == 0 ? -1 : now[now.length - 1].epoch;
    }

    /**
     * The log now ends at this offset, exclusive. Lane only.
     *
     * @return whether anything changed
     */
    public boolean truncateFromEnd(long offset) {
        Entry[] now = entries;
        int kept = now.length;
        while (kept > 0 && now[kept - 1].startOffset >= offset) {
            kept--;
        }
        if (kept == now.length) {
            return false;
        }
        entries = Arrays.copyOf(now, kept);
        return true;
    }

    /**
     * The log now starts at this offset, inclusive: epochs that ended before it are forgotten. The one it lies in has begun where it
     * began, other than in Kafka's file, which would say that the offset is where: a follower whose log ends there with records of an
     * epoch before, but parted from this log below it, would be taken for one that agrees. Lane only.
     *
     * @return whether anything changed
     */
    public boolean truncateFromStart(long offset) {
        Entry[] now = entries;
        int first = -1;
        while (first + 1 < now.length && now[first + 1].startOffset <= offset) {
            first++;
        }
        if (first <= 0) {
            return false;
        }
        entries = Arrays.copyOfRange(now, first, now.length);
        return true;
    }

    /** The file's content. Any thread. */
    public byte[] toCheckpoint() {
        Entry[] now = entries;
        var text = new StringBuilder(VERSION + "\n" + now.length + "\n");
        for (Entry entry : now) {
            text.append(entry.epoch).append(' ').append(entry.startOffset).append('\n');
        }
        return text.toString().getBytes(UTF_8);
    }

    /**
     * Reads what {@link #toCheckpoint} or Kafka wrote.
     *
     * @throws CorruptFile if it is anything else
     */
    public static LeaderEpochs fromCheckpoint(byte[] content) throws CorruptFile {
        List<String> lines = new String(content, UTF_8).lines().toList();
        if (lines.size() < 2
                || !lines.get(0).equals(VERSION)
                || !lines.get(1).equals(Integer.toString(lines.size() - 2))) {
            throw new CorruptFile("a leader epoch checkpoint without its version and count: " + lines);
        }
        Entry[] entries = new Entry[lines.size() - 2];
        long position = lines.get(0).length() + lines.get(1).length() + 2L;
        for (int i = 0; i < entries.length; i++) {
            String line = lines.get(i + 2);
            Entry entry = parse(line);
            if (entry == null) {
                throw new CorruptFile(position, "not an epoch and its start offset: " + line);
            }
            if (i > 0 && (entry.epoch <= entries[i - 1].epoch || entry.startOffset <= entries[i - 1].startOffset)) {
                throw new CorruptFile(position, "leader epochs do not grow at " + line);
            }
            entries[i] = entry;
            position += line.getBytes(UTF_8).length + 1L;
        }
        return new LeaderEpochs(entries);
    }

    private static @Nullable Entry parse(String line) {
        String[] fields = line.split(" ", -1);
        if (fields.length != 2) {
            return null;
        }
        try {
            Entry entry = new Entry(Integer.parseInt(fields[0]), Long.parseLong(fields[1]));
            return entry.epoch < 0 || entry.startOffset < 0 ? null : entry;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }
}
