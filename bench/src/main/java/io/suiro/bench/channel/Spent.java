package io.suiro.bench.channel;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Time that has gone by, and processor time that this process has had meanwhile, in nanoseconds. */
public record Spent(long wallNanos, long cpuNanos) {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** Up to now, of which the difference to a later one counts. */
    public static Spent now() {
        return new Spent(System.nanoTime(), SYSTEM.getProcessCpuTime());
    }

    public Spent since(Spent earlier) {
        return new Spent(wallNanos - earlier.wallNanos, cpuNanos - earlier.cpuNanos);
    }

    public double perSecond(long records) {
        return records * 1e9 / wallNanos;
    }

    /** For each second of processor time. */
    public double perCore(long records) {
        return records * 1e9 / cpuNanos;
    }
}
