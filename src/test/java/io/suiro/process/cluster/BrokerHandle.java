package io.suiro.process.cluster;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A broker's process and the signals it can be sent. */
record BrokerHandle(ProcessHandle process) {
    /** For a clean stop: Kafka lets leaders move first. */
    private static final int STOP_SECONDS = 120;

    void kill() {
        process.destroyForcibly();
    }

    void terminate() {
        process.destroy();
    }

    void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    /** Until it is gone. */
    void awaitEnd() throws Exception {
        process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder(List.of("kill", "-" + name, Long.toString(process.pid()))).start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill -" + name + " " + process.pid() + " failed");
        }
    }
}
