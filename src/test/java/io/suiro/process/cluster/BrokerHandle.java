package io.suiro.process.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A broker's process and the signals it can be sent. */
record BrokerHandle(ProcessHandle process) {
    /** For a clean stop: Kafka lets leaders move first. */
    private static final int STOP_SECONDS = 120;

    private static final int LOOK_MS = 5;
    private static final char ZOMBIE = 'Z';

    /** Whether it does anything: one that has ended can stay in the process table until somebody asks for its exit status. */
    boolean isRunning() {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return process.isAlive() && stat.charAt(stat.lastIndexOf(')') + 2) != ZOMBIE;
        } catch (IOException gone) {
            return false;
        }
    }

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

    /** Until it is gone; Java itself hears up to two seconds later of a process that is not its child. */
    void awaitEnd() throws InterruptedException, TimeoutException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        while (isRunning()) {
            if (System.nanoTime() - until > 0) {
                throw new TimeoutException("process " + process.pid() + " does not end");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder(List.of("kill", "-" + name, Long.toString(process.pid()))).start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill -" + name + " " + process.pid() + " failed");
        }
    }
}
