package io.suiro.cluster.raft;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Uuid;

/** What must hold over all nodes and lives of a simulation, whatever happens. */
final class RaftOracle {
    private final List<Committed> log = new ArrayList<>();
    private final Set<Long> commands = new HashSet<>();
    private final Map<Long, String> leaders = new HashMap<>();
    private final Map<Uuid, Long> terms = new HashMap<>();
    private final Set<Long> refused = new HashSet<>();
    private long acknowledged;

    /**
     * An entry that some node applied.
     *
     * @param chain hash of all entries up to it
     * @param term of the first node that applied it; it was committed in this or an earlier one
     */
    private record Committed(int hash, long chain, long term) {}

    static long link(long chain, byte[] entry) {
        return chain * 1_000_003 + java.util.Arrays.hashCode(entry);
    }

    long chainAt(long index) {
        return index < 0 ? 0 : log.get((int) index).chain;
    }

    int size() {
        return log.size();
    }

    long acknowledged() {
        return acknowledged;
    }

    void acknowledged(long index) {
        require(index < log.size(), "entry " + index + " was acknowledged and is not committed");
        acknowledged++;
    }

    /** Such a command must never turn up. */
    void refused(long id) {
        if (id != -1) {
            require(!commands.contains(id), "command " + id + " is refused, and was applied");
            refused.add(id);
        }
    }

    void applied(String node, long term, long index, byte[] entry, long chain) {
        require(index <= log.size(), node + " applies entry " + index + " where " + log.size() + " is due");
        if (index == log.size()) {
            log.add(new Committed(java.util.Arrays.hashCode(entry), chain, term));
            long id = TestEntries.commandId(entry);
            require(id == -1 || commands.add(id), "command " + id + " is applied twice");
            require(!refused.contains(id), "command " + id + " is applied, and was refused");
        }
        Committed known = log.get((int) index);
        require(
                known.chain == chain && known.hash == java.util.Arrays.hashCode(entry),
                node + " applies another entry at " + index + " than was applied before");
    }

    void restored(String node, long index, long chain) {
        require(index < log.size(), node + " restores a state at " + index + ", which nobody has reached");
        require(chainAt(index) == chain, node + " restores another state at " + index);
    }

    void observe(String node, Raft raft) {
        long term = raft.term();
        Long before = terms.put(raft.self().directoryId(), term);
        require(before == null || before <= term, node + " falls from term " + before + " to " + term);
        if (raft.role() != Role.LEADER) {
            return;
        }
        String leader = leaders.putIfAbsent(term, node);
        require(leader == null || leader.equals(node), node + " leads in term " + term + " as does " + leader);
        if (leader == null) {
            for (int i = (int) raft.lastIndex() + 1; i < log.size(); i++) {
                require(log.get(i).term >= term, node + " leads in term " + term + " without committed entry " + i);
            }
        }
    }

    /** What was committed before the term of the leader must have been applied. */
    void observeCurrent(String node, Raft raft, long appliedIndex) {
        if (raft.isCurrent() && appliedIndex + 1 < log.size()) {
            Committed next = log.get((int) appliedIndex + 1);
            require(
                    next.term >= raft.term(),
                    node + " is said to be current in term " + raft.term() + " without entry " + (appliedIndex + 1));
        }
    }

    static void require(boolean holds, String broken) {
        if (!holds) {
            throw new AssertionError(broken);
        }
    }
}
