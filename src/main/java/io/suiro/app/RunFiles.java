package io.suiro.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * What the launcher reads in the data directory: {@code suiro.pid} ({@code NODE-ID PID}, one line) while the process
 * runs, {@code suiro.ready} ({@code KAFKA-PORT HTTP-PORT}) while it serves clients. Both go at a clean stop; after a kill they
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

    void remove() throws IOException {
        Files.deleteIfExists(ready);
        Files.deleteIfExists(pid);
    }
}
