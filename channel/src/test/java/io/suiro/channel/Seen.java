package io.suiro.channel;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** What the methods of the tests' application have been called with, by channel. */
@ApplicationScoped
class Seen {
    private final Map<String, List<Object>> seen = new ConcurrentHashMap<>();

    void add(String channel, Object what) {
        of(channel).add(what);
    }

    List<Object> of(String channel) {
        return seen.computeIfAbsent(channel, name -> new CopyOnWriteArrayList<>());
    }

    /** Once there are so many. */
    List<Object> await(String channel, int count) {
        Awaitility.await().until(() -> of(channel).size() >= count);
        return of(channel);
    }
}
