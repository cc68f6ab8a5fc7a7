package io.suiro.bench.load;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Whose processor time is reported. */
public final class CpuOption {
    @Option(
            names = "--pid",
            paramLabel = "PID",
            description = "a broker's process on this machine: its processor time is reported; repeatable")
    private List<Long> pids = new ArrayList<>();

    public BrokerCpu cpu() {
        return new BrokerCpu(pids);
    }
}
