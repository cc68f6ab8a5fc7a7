package io.suiro.log;

import io.suiro.base.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Files and directories that are renamed away and wait to be deleted. Any thread. */
final class PendingDeletes {
    private record Pending(Path path, long dueMs) {}

    private final PriorityQueue<Pending> queue = new PriorityQueue<>(Comparator.comparingLong(Pending::dueMs));

    synchronized void add(Path path, long dueMs) {
        queue.add(new Pending(path, dueMs));
    }

    /** Deletes what is due, outside the lock: others keep adding. */
    void purge(Disk disk, long nowMs) throws IOException {
        for (Path path : due(nowMs)) {
            disk.delete(path);
        }
    }

    private synchronized List<Path> due(long nowMs) {
        List<Path> due = new ArrayList<>();
        Pending head = queue.peek();
        while (head != null && head.dueMs <= nowMs) {
            due.add(head.path);
            queue.remove();
            head = queue.peek();
        }
        return due;
    }
}
