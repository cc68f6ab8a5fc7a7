package io.suiro.broker;

import static io.suiro.broker.ClusterOracle.require;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** What clients have written in transactions and been told of their ends, and whether readers of committed records may see what they see. */
final class TransactionLedger {
    /** How a transaction has ended, as far as its client knows. */
    enum End {
        OPEN,
        /** The client has asked for it, and was not told. */
        MAYBE_COMMITTED,
        COMMITTED,
        ABORTED
    }

    private final Map<String, Entry> transactions = new LinkedHashMap<>();
    private final Map<TopicPartition, Set<String>> seen = new HashMap<>();

    private static final class Entry {
        private final Map<String, TopicPartition> values = new LinkedHashMap<>();
        private End end = End.OPEN;
    }

    static String transactionOf(String value) {
        return value.substring(0, value.lastIndexOf('/'));
    }

    void write(String value, TopicPartition partition) {
        transactions
                .computeIfAbsent(transactionOf(value), name -> new Entry())
                .values
                .put(value, partition);
    }

    void end(String transaction, End end) {
        transactions.computeIfAbsent(transaction, name -> new Entry()).end = end;
    }

    int committed() {
        return (int) transactions.values().stream()
                .filter(entry -> entry.end == End.COMMITTED)
                .count();
    }

    /** A reader of committed records has read these, while anything may happen. */
    void read(TopicPartition partition, List<String> values) {
        seen.computeIfAbsent(partition, key -> new HashSet<>()).addAll(values);
    }

    /** All is well, nothing is under way, and these are the committed records of all partitions. */
    void check(Map<TopicPartition, List<String>> committed) {
        Map<String, TopicPartition> where = new HashMap<>();
        committed.forEach((partition, values) -> values.forEach(value -> {
            TopicPartition before = where.put(value, partition);
            require(before == null, value + " is committed in " + before + " and in " + partition);
        }));
        transactions.forEach((name, entry) -> check(name, entry, where));
        where.keySet()
                .forEach(value -> require(
                        transactions.containsKey(transactionOf(value)), value + " is committed and nobody wrote it"));
        seen.forEach((partition, values) -> values.forEach(value -> require(
                partition.equals(where.get(value)),
                value + " was read as committed in " + partition + ", and is not there in the end")));
        committed.forEach(TransactionLedger::checkOrder);
    }

    private static void check(String name, Entry entry, Map<String, TopicPartition> where) {
        long visible = entry.values.keySet().stream().filter(where::containsKey).count();
        entry.values.forEach((value, partition) -> require(
                !where.containsKey(value) || partition.equals(where.get(value)), value + " is not in " + partition));
        switch (entry.end) {
            case COMMITTED ->
                require(
                        visible == entry.values.size(),
                        name + " has committed, but of " + entry.values.keySet() + " only " + visible + " are there");
            case MAYBE_COMMITTED ->
                require(
                        visible == 0 || visible == entry.values.size(),
                        name + " is torn: " + visible + " of " + entry.values.keySet());
            case OPEN, ABORTED ->
                require(
                        visible == 0,
                        name + " is " + entry.end + ", but of " + entry.values + " there are "
                                + entry.values.keySet().stream()
                                        .filter(where::containsKey)
                                        .toList());
        }
    }

    /** Of one client, in the order of writing. */
    private static void checkOrder(TopicPartition partition, List<String> values) {
        Map<String, Long> last = new HashMap<>();
        for (String value : values) {
            String client = value.substring(0, value.indexOf('/'));
            long number = Long.parseLong(value.substring(value.lastIndexOf('/') + 1));
            Long before = last.put(client, number);
            require(before == null || before < number, value + " comes after " + before + " in " + partition);
        }
    }
}
