package io.suiro.bench.scale;

import io.suiro.bench.load.BatchShape;
import io.suiro.bench.load.BrokerCpu;
import io.suiro.bench.load.Cluster;
import io.suiro.bench.load.Outcome;
import io.suiro.bench.load.PageCache;
import io.suiro.bench.load.ProduceLoad;
import io.suiro.bench.load.TailLoad;
import io.suiro.bench.load.TailOutcome;
import io.suiro.bench.load.Timing;
import io.suiro.bench.load.Topic;
import java.io.IOException;
import java.util.List;

/** Speed at a topic that holds so much: first at its tail, at a fixed rate, then producing as fast as the broker takes it. */
final class StoredRun {
    private static final int PARTITIONS = 6;
    private static final BatchShape BATCH = BatchShape.of(100, 250_000);
    private static final int DEPTH = 4;
    private static final short ACKS_ALL = -1;
    private static final int RATE = 2000;
    private static final int TAIL_VALUE_BYTES = 1000;
    private static final Timing WARM_UP = Timing.ofSeconds(0, 10);

    private final Cluster cluster;
    private final BrokerCpu cpu;
    private final Timing timing;

    StoredRun(Cluster cluster, long pid, Timing timing) {
        this.cluster = cluster;
        this.cpu = new BrokerCpu(List.of(pid));
        this.timing = timing;
    }

    record Speed(TailOutcome tail, Outcome produce) {}

    /** So that no size meets a broker whose code has yet to be compiled. */
    void warmUp() throws IOException {
        Topic topic = cluster.create("warm-up", PARTITIONS, 1);
        produce(topic, WARM_UP);
        tail(topic, WARM_UP);
        cluster.delete(topic.name());
    }

    /** Of a new topic with so many bytes in it, on the disk before anything is measured; it is deleted afterwards. */
    Speed at(ByteSize stored) throws IOException {
        Topic topic = cluster.create("stored-" + stored.text(), PARTITIONS, 1);
        ProduceLoad.fill(topic, stored.bytes());
        PageCache.flush();
        TailOutcome tail = tail(topic, timing);
        Outcome produce = produce(topic, timing);
        cluster.delete(topic.name());
        return new Speed(tail, produce);
    }

    private TailOutcome tail(Topic topic, Timing time) throws IOException {
        return new TailLoad(topic, RATE, TAIL_VALUE_BYTES).run(cluster, time, cpu);
    }

    private Outcome produce(Topic topic, Timing time) throws IOException {
        return new ProduceLoad(topic, BATCH, PARTITIONS, DEPTH, ACKS_ALL).run(time, cpu);
    }
}
