package io.suiro.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;

/**
 * Creates topics one after the other, and deletes every other one, from a thread of its own, until the broker
 * dies. It remembers what was acknowledged and what was only asked for.
 */
final class TopicStorm {
    static final int PARTITIONS = 3;

    private final Admin admin;
    private final String prefix;
    private final Set<String> created = ConcurrentHashMap.newKeySet();
    private final Set<String> deletionAsked = ConcurrentHashMap.newKeySet();
    private final Set<String> deleted = ConcurrentHashMap.newKeySet();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final CompletableFuture<Void> storming;
    private volatile boolean dying;

    /** Begins at once. The admin client should give up soon when the broker is dead. */
    TopicStorm(Admin admin, String prefix) {
        this.admin = admin;
        this.prefix = prefix;
        storming = CompletableFuture.runAsync(this::storm, run -> new Thread(run, "topic-storm").start());
    }

    private void storm() {
        try {
            for (int i = 0; true; i++) {
                create(prefix + i);
                if (i % 2 == 1) {
                    delete(prefix + (i - 1));
                }
            }
        } catch (ExecutionException died) {
            assertThat(dying).as("dying when " + died.getCause()).isTrue();
        } catch (InterruptedException never) {
            throw new IllegalStateException(never);
        }
    }

    private void create(String name) throws ExecutionException, InterruptedException {
        NewTopic topic = new NewTopic(name, PARTITIONS, (short) 1).configs(Map.of("file.delete.delay.ms", "100"));
        admin.createTopics(List.of(topic)).all().get();
        created.add(name);
        acknowledged.incrementAndGet();
    }

    private void delete(String name) throws ExecutionException, InterruptedException {
        deletionAsked.add(name);
        admin.deleteTopics(List.of(name)).all().get();
        deleted.add(name);
        acknowledged.incrementAndGet();
    }

    /** Topics created and deleted so far. */
    int acknowledged() {
        return acknowledged.get();
    }

    /** From here on a failed request is what the broker's death did. */
    void expectDeath() {
        dying = true;
    }

    /** Waits for the last answer, or for the client to give up. */
    void join() {
        storming.join();
    }

    /** Everything acknowledged holds, whole; what was only asked for may or may not have happened. */
    void assertKept(Map<String, TopicDescription> present) {
        Set<String> missing = new TreeSet<>(created);
        missing.removeAll(deletionAsked);
        missing.removeAll(present.keySet());
        assertThat(missing).as("created, and not there").isEmpty();
        assertThat(present).as("deleted, and there").doesNotContainKeys(deleted.toArray(String[]::new));
        present.forEach((name, topic) -> assertThat(topic.partitions()).as(name).hasSize(PARTITIONS));
    }
}
