package io.suiro.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A file that a thread of its own appends numbered lines to. */
final class GrowingFile implements AutoCloseable {
    private static final long BETWEEN_LINES_NANOS = 2_000_000;

    private final Path path;
    private final AtomicInteger lines = new AtomicInteger();
    private final Thread thread = new Thread(this::write, "growing-file");
    private volatile boolean stopping;

    GrowingFile(Path path) {
        this.path = path;
        thread.start();
    }

    static String line(int number) {
        return "line " + number;
    }

    private void write() {
        try (OutputStream file = Files.newOutputStream(path)) {
            while (!stopping) {
                file.write((line(lines.get()) + "\n").getBytes(UTF_8));
                lines.incrementAndGet();
                LockSupport.parkNanos(BETWEEN_LINES_NANOS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many there are. */
    int lines() {
        return lines.get();
    }

    /** It does not grow any more when this returns. Says how many lines it has. */
    int finish() throws InterruptedException {
        stopping = true;
        thread.join();
        return lines();
    }

    @Override
    public void close() {
        stopping = true;
    }
}
