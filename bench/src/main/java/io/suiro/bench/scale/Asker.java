package io.suiro.bench.scale;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Asks a broker over HTTP, one request after the other on one connection, and times the answers. One thread at a time. */
final class Asker {
    private static final int HTTP_AFTER_KAFKA = 100;
    private static final int OK = 200;
    private static final int DIGITS = 3;
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String address;
    private final Map<String, Long> bytes = new HashMap<>();

    /** @param port Kafka's */
    Asker(int port) {
        address = "http://127.0.0.1:" + (port + HTTP_AFTER_KAFKA);
    }

    /** Each path in turn, with pauses, for so long; times in nanoseconds. An answer that is no success fails all. */
    Map<String, Histogram> ask(List<String> paths, int seconds) throws IOException {
        Map<String, Histogram> times = new HashMap<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() - end < 0) {
            for (String path : paths) {
                long begun = System.nanoTime();
                HttpResponse<byte[]> answer = get(path);
                long took = System.nanoTime() - begun;
                if (answer.statusCode() != OK) {
                    throw new IOException("GET " + path + ": " + answer.statusCode());
                }
                bytes.put(path, (long) answer.body().length);
                times.computeIfAbsent(path, asked -> new Histogram(DIGITS)).recordValue(took);
                pause();
            }
        }
        return times;
    }

    /** Of the last answer. */
    long bytes(String path) {
        return bytes.getOrDefault(path, 0L);
    }

    private HttpResponse<byte[]> get(String path) throws IOException {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create(address + path)).build(), BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }
}
