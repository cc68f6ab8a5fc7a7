package io.suiro.cluster;

import io.suiro.base.Lane;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Tells listeners of changed metadata, and releases answers once they have been told: a topic that somebody was told to have is
 * open here. Listeners may take long, so they have a lane of their own, and what is committed meanwhile reaches them as one
 * change.
 */
final class Publisher {
    private static final Logger LOG = System.getLogger(Publisher.class.getName());

    private final Lane lane;
    private final Object monitor = new Object();
    private final List<Told> listeners = new ArrayList<>();
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>();
    private @Nullable MetadataImage latest;
    private boolean telling;
    private long toldIndex = -1;
    private long arrivals;

    Publisher(Lane lane) {
        this.lane = lane;
    }

    /** In the order of their indexes, then of their arrival. */
    private record Waiting(long index, long arrival, Runnable answer) implements Comparable<Waiting> {
        @Override
        public int compareTo(Waiting other) {
            int byIndex = Long.compare(index, other.index);
            return byIndex != 0 ? byIndex : Long.compare(arrival, other.arrival);
        }
    }

    /** A listener and the last image that it was told of. */
    private static final class Told {
        private final Controller.Listener listener;
        private MetadataImage image;

        private Told(Controller.Listener listener, MetadataImage image) {
            this.listener = listener;
            this.image = image;
        }

        private void tell(MetadataImage after) {
            MetadataImage before = image;
            image = after;
            if (before.index() == after.index()) {
                return;
            }
            try {
                listener.changed(before, after);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "a listener failed at metadata index " + after.index(), e);
            }
        }
    }

    /** Any thread: from this image on, the listener is told of every change. */
    void listen(MetadataImage from, Controller.Listener listener) {
        synchronized (monitor) {
            listeners.add(new Told(listener, from));
        }
        wake();
    }

    /** The metadata has changed. */
    void offer(MetadataImage image) {
        synchronized (monitor) {
            latest = image;
        }
        wake();
    }

    /** Runs it once listeners know of everything up to the index. */
    void when(long index, Runnable answer) {
        synchronized (monitor) {
            waiting.add(new Waiting(index, arrivals++, answer));
        }
        wake();
    }

    private void wake() {
        synchronized (monitor) {
            if (telling || latest == null) {
                return;
            }
            telling = true;
        }
        lane.execute(this::tell);
    }

    private void tell() {
        MetadataImage image;
        List<Told> told;
        synchronized (monitor) {
            telling = false;
            image = latest;
            told = List.copyOf(listeners);
        }
        if (image == null) {
            return;
        }
        told.forEach(listener -> listener.tell(image));
        List<Runnable> answers = new ArrayList<>();
        synchronized (monitor) {
            toldIndex = Math.max(toldIndex, image.index());
            while (!waiting.isEmpty() && waiting.peek().index <= toldIndex) {
                answers.add(waiting.remove().answer);
            }
        }
        answers.forEach(Runnable::run);
    }
}
