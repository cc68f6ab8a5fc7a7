package io.suiro.tool.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;

/** A command that asks or tells the cluster something, and prints the answer. */
public abstract class AdminCommand extends AnsweringCommand {
    @Override
    protected final int run(ClientOptions options) throws IOException, ExecutionException, InterruptedException {
        try (Admin admin = options.admin()) {
            return run(admin);
        }
    }

    /** Does it, and returns the exit status. */
    protected abstract int run(Admin admin) throws IOException, ExecutionException, InterruptedException;

    /**
     * Waits for each and prints a row for those that are done; says what is wrong with the others.
     *
     * @return the exit status
     */
    protected final <K, V> int printEach(Map<K, KafkaFuture<V>> asked, Function<K, Map<String, ?>> row)
            throws IOException, InterruptedException {
        List<Map<String, ?>> rows = new ArrayList<>();
        int status = 0;
        for (Map.Entry<K, KafkaFuture<V>> each : asked.entrySet()) {
            try {
                each.getValue().get();
                rows.add(row.apply(each.getKey()));
            } catch (ExecutionException e) {
                complain(each.getKey() + ": " + Explanation.of(e.getCause() == null ? e : e.getCause()));
                status = 1;
            }
        }
        print(rows);
        return status;
    }
}
