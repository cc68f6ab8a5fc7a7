package io.suiro.wire.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.suiro.cluster.PeerAddress;
import io.suiro.wire.peer.TestPeer.Setup;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The other broker is a process of its own, to be killed and paused as an operating system does it. */
class PeerProcessTest {
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    /** A broker that answers questions until it is killed or this test's process ends. */
    private record Broker(Process process, PeerAddress address) implements AutoCloseable {
        static Broker start(int nodeId) throws IOException {
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            OtherBroker.class.getName(),
                            String.valueOf(nodeId)))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            String line = out.readLine();
            while (line != null && !line.startsWith("port ")) {
                line = out.readLine();
            }
            assertThat(line).as("what the other process said").isNotNull();
            return new Broker(process, new PeerAddress(TestPeer.HOST, Integer.parseInt(line.substring(5))));
        }

        void signal(String name) throws IOException, InterruptedException {
            Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
            assertThat(kill.waitFor()).isZero();
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    @Test
    void aKilledProcessIsNoticedAtOnce() throws IOException {
        try (TestPeer one = Setup.node(1).start();
                Broker two = Broker.start(2)) {
            one.network.address(2, two.address);
            one.heard.events.clear();
            assertThat(answer(one)).isEqualTo("a");
            CompletableFuture<byte[]> pending =
                    one.network.ask(2, Heard.bytes(OtherBroker.NEVER)).toCompletableFuture();

            long before = System.nanoTime();
            two.process.destroyForcibly();

            one.heard.awaitEvent("2 refused");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(AT_ONCE);
            assertThat(one.heard.events).startsWith("2 connected", "2 disconnected");
            assertThat(pending.isCompletedExceptionally()).isTrue();
        }
    }

    /** Its system still takes what is sent, until its buffers are full: memory here must not grow without bound. */
    @Test
    void aPausedProcessKeepsItsConnectionAndNoMoreThanSomeMemory() throws IOException, InterruptedException {
        long bound = 1 << 20;
        try (TestPeer one = Setup.node(1).config(Setup.config(0, bound)).start();
                Broker two = Broker.start(2)) {
            one.network.address(2, two.address);
            assertThat(answer(one)).isEqualTo("a");

            two.signal("STOP");
            CompletableFuture<byte[]> pending =
                    one.network.ask(2, Heard.bytes("a")).toCompletableFuture();
            byte[] message = new byte[64 << 10];
            await("its buffers are full").until(() -> {
                for (int i = 0; i < 32; i++) {
                    one.network.tell(2, message);
                }
                return one.network.ask(2, message).toCompletableFuture().isCompletedExceptionally();
            });
            for (int i = 0; i < 100_000; i++) {
                one.network.tell(2, message);
            }
            assertThat(one.memory.metric().usedDirectMemory()).isLessThan(16 * bound);
            assertThat(pending.isCompletedExceptionally()).isFalse();
            assertThat(one.heard.events).containsExactly("2 connected");

            two.signal("CONT");

            assertThat(Heard.text(pending.orTimeout(30, TimeUnit.SECONDS).join()))
                    .isEqualTo("a");
            assertThat(one.heard.events).containsExactly("2 connected");
        }
    }

    private static String answer(TestPeer one) {
        return Heard.text(one.network
                .ask(2, Heard.bytes("a"))
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join());
    }
}
