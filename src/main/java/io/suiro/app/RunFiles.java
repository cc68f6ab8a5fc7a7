package io.suiro.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the launcher reads in the data directory: {@code suiro.pid} ({@code NODE-ID PID}, one line) while the process
 * runs, {@code suiro.ready} (empty) while it serves clients. Both go at a clean stop; after a kill they are stale, and
 * the launcher asks the operating system.
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

    void markReady() throws IOException {
        Files.deleteIfExists(ready);
        Files.createFile(ready);
    }

    void remove() throws IOException {
        Files.deleteIfExists(ready);
        Files.deleteIfExists(pid);
    }
}
