package io.suiro.cluster.raft;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** Entries and states of the tests: a byte says what it is. */
final class TestEntries implements Membership {
    static final byte[] NO_OP = {0};

    static byte[] command(long id) {
        return ByteBuffer.allocate(9).put((byte) 1).putLong(id).array();
    }

    static byte[] voters(List<Voter> voters) {
        ByteBuffer buffer = ByteBuffer.allocate(1 + 20 * voters.size()).put((byte) 2);
        voters.forEach(voter -> buffer.putInt(voter.id())
                .putLong(voter.directoryId().getMostSignificantBits())
                .putLong(voter.directoryId().getLeastSignificantBits()));
        return buffer.array();
    }

    /** -1 if it is no command. */
    static long commandId(byte[] entry) {
        return entry[0] == 1 ? ByteBuffer.wrap(entry).getLong(1) : -1;
    }

    static byte[] state(long chain, List<Voter> voters) {
        byte[] named = voters(voters);
        return ByteBuffer.allocate(8 + named.length).putLong(chain).put(named).array();
    }

    static long chain(byte[] state) {
        return ByteBuffer.wrap(state).getLong();
    }

    static List<Voter> votersOfState(byte[] state) {
        return read(ByteBuffer.wrap(state).position(9));
    }

    @Override
    public @Nullable List<Voter> ofEntry(byte[] entry) {
        return entry[0] == 2 ? read(ByteBuffer.wrap(entry).position(1)) : null;
    }

    @Override
    public List<Voter> ofSnapshot(byte[] state) {
        return votersOfState(state);
    }

    @Override
    public byte[] entryOf(List<Voter> voters) {
        return voters(voters);
    }

    private static List<Voter> read(ByteBuffer in) {
        List<Voter> voters = new ArrayList<>();
        while (in.hasRemaining()) {
            voters.add(new Voter(in.getInt(), new Uuid(in.getLong(), in.getLong())));
        }
        return voters;
    }
}
