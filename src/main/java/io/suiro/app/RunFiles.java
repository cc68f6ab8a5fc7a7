package io.suiro.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * What the launcher reads in the data directory: {@code suiro.pid} ({@code NODE-ID PID}, one line) while the process
 * runs, from the moment on at which it may wait for others, {@code suiro.ready} ({@code KAFKA-PORT HTTP-PORT}) while it serves clients. Both go at a clean stop; after a kill they
 * are stale, and the launcher asks the operating system.
 */
final class RunFiles {
    private final Path pid;
    private final Path ready;

    RunFiles(Path data) {
        pid = data.resolve("suiro.pid");
        ready = data.resolve("suiro.ready");
    }

    void writePid(int nodeId) throws IOException {
        Files.writeString(pid, nodeId + " " + ProcessHandle.current().pid() + "\n");
    }

    /** Whoever finds the file finds all of it. */
    void markReady(int kafkaPort, int httpPort) throws IOException {
        Path written = ready.resolveSibling(ready.getFileName() + ".tmp");
        Files.writeString(written, kafkaPort + " " + httpPort + "\n");
        Files.move(written, ready, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Leaves those of another process alone, which has the directory in this one's place. */
    void remove() throws IOException {
        if (Files.exists(pid)
                && Files.readString(pid).endsWith(" " + ProcessHandle.current().pid() + "\n")) {
            Files.deleteIfExists(ready);
            Files.delete(pid);
        }
    }
}
