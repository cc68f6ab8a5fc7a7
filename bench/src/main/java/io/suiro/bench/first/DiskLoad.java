package io.suiro.bench.first;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Threads that each write a file, force it and delete it, over and over: whoever forces anything on that disk waits for theirs. */
final class DiskLoad implements AutoCloseable {
    private static final int FILE_BYTES = 64 << 20;
    private static final int WRITE_BYTES = 1 << 20;

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    /** @param directory on the disk */
    DiskLoad(Path directory, int count) {
        for (int i = 0; i < count; i++) {
            Path file = directory.resolve("disk-load-" + ProcessHandle.current().pid() + "-" + i);
            threads.add(Thread.ofPlatform().name("disk-load-" + i).unstarted(() -> run(file)));
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    private void run(Path file) {
        try {
            while (!stopping) {
                write(file);
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(WRITE_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int written = 0; written < FILE_BYTES; written += WRITE_BYTES) {
                int _ = channel.write(zeros.clear());
            }
            channel.force(true);
        }
    }

    /** Returns once their files are gone. */
    @Override
    public void close() {
        stopping = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
