package io.suiro.tool.client.bench;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;

/** A topic for one trial, which is deleted at its end, also after Ctrl-C. */
final class TrialTopic implements AutoCloseable {
    private final Admin admin;
    private final String name;
    private final AtomicBoolean deleted = new AtomicBoolean();

    private TrialTopic(Admin admin, String name) {
        this.admin = admin;
        this.name = name;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "suiro-bench-end"));
    }

    /** @param replicas null for as many as the cluster gives a topic */
    static TrialTopic create(Admin admin, int partitions, Optional<Short> replicas)
            throws ExecutionException, InterruptedException {
        String name = "suiro-bench-"
                + HexFormat.of().toHexDigits(RandomGenerator.getDefault().nextInt());
        admin.createTopics(List.of(new NewTopic(name, Optional.of(partitions), replicas)))
                .all()
                .get();
        return new TrialTopic(admin, name);
    }

    String name() {
        return name;
    }

    @Override
    public void close() {
        if (deleted.compareAndSet(false, true)) {
            KafkaFuture<Void> done = admin.deleteTopics(List.of(name)).all();
            try {
                done.get();
            } catch (ExecutionException | InterruptedException e) {
                throw new IllegalStateException("the topic " + name + " is still there: " + e.getMessage(), e);
            }
        }
    }
}
