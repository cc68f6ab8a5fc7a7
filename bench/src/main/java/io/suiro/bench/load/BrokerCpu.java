package io.suiro.bench.load;

import java.time.Duration;
import java.util.List;

/** Processor time of the brokers' processes, user and system together; none to watch means none is used. */
public record BrokerCpu(List<Long> pids) {
    public static final BrokerCpu UNWATCHED = new BrokerCpu(List.of());

    public BrokerCpu {
        pids = List.copyOf(pids);
    }

    public boolean isWatched() {
        return !pids.isEmpty();
    }

    /**
     * Since the processes began.
     *
     * @throws IllegalArgumentException if one does not run
     */
    public Duration used() {
        return pids.stream().map(BrokerCpu::used).reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration used(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(() -> new IllegalArgumentException("no process " + pid));
    }
}
