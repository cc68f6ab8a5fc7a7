package io.suiro.bench.start;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One start of an application, from the start of its process.
 *
 * @param readyMs until it serves
 * @param acknowledgedMs until its first record is acknowledged, which it sends once it serves
 * @param processorMs what the process has taken by then, of all cores together
 */
record Start(double readyMs, double acknowledgedMs, double processorMs) {
    private static final double NANOS_PER_MS = 1e6;

    /**
     * @param command what java is to run, which says "ready" and "acknowledged", and ends with its standard input
     * @throws IOException also if it ends before
     */
    static Start measure(List<String> command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>();
        all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        String more = System.getenv("JAVA_OPTS");
        if (more != null && !more.isBlank()) {
            all.addAll(List.of(more.strip().split("\\s+", -1)));
        }
        all.addAll(command);
        long begun = System.nanoTime();
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            List<String> said = new ArrayList<>();
            double readyMs = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                double nowMs = (System.nanoTime() - begun) / NANOS_PER_MS;
                if (line.equals("ready")) {
                    readyMs = nowMs;
                } else if (line.equals("acknowledged")) {
                    Duration processor = process.info().totalCpuDuration().orElse(Duration.ZERO);
                    return new Start(readyMs, nowMs, processor.toNanos() / NANOS_PER_MS);
                }
                said.add(line);
            }
            throw new IOException("the application has ended: " + String.join("\n", said));
        } finally {
            end(process);
        }
    }

    private static void end(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
