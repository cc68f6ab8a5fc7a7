package io.suiro.wire.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.suiro.cluster.PeerAddress;
import io.suiro.cluster.PeerIdentity;
import io.suiro.wire.peer.TestPeer.Setup;
import io.suiro.wire.peer.TestPeer.Transport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PeerNetworkTest {
    @ParameterizedTest
    @EnumSource(Transport.class)
    void whatIsToldArrivesInOrder(Transport transport) {
        try (TestPeer one = Setup.node(1).transport(transport).start();
                TestPeer two = Setup.node(2).transport(transport).start()) {
            one.knows(two);
            List<String> expected =
                    IntStream.range(0, 20_000).mapToObj(i -> "1 " + i).toList();

            IntStream.range(0, 20_000).forEach(i -> one.network.tell(2, Heard.bytes("" + i)));

            await().until(() -> two.heard.told.size() == expected.size());
            assertThat(two.heard.told).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void questionsAreAnsweredWhicheverAnswerComesFirst(Transport transport) {
        try (TestPeer one = Setup.node(1).transport(transport).start();
                TestPeer two = Setup.node(2).transport(transport).start()) {
            one.knows(two);
            CompletableFuture<byte[]> slow = new CompletableFuture<>();
            two.heard.answer =
                    request -> Heard.text(request).equals("slow") ? slow : CompletableFuture.completedStage(request);

            CompletableFuture<byte[]> first = ask(one, 2, "slow");
            assertThat(answer(ask(one, 2, "quick"))).isEqualTo("quick");
            slow.complete(Heard.bytes("at last"));

            assertThat(answer(first)).isEqualTo("at last");
            assertThat(two.heard.asked).containsExactly("1 slow", "1 quick");
        }
    }

    @Test
    void bothSidesMayAskAtTheSameTime() {
        try (TestPeer one = Setup.node(1).start();
                TestPeer two = Setup.node(2).start()) {
            one.knows(two);
            two.knows(one);

            assertThat(answer(ask(one, 2, "a"))).isEqualTo("a");
            assertThat(answer(ask(two, 1, "b"))).isEqualTo("b");
        }
    }

    @Test
    void aLargeQuestionHasALargeAnswer() {
        try (TestPeer one = Setup.node(1).start();
                TestPeer two = Setup.node(2).start()) {
            one.knows(two);
            byte[] large = new byte[20 << 20];
            large[large.length - 1] = 7;

            assertThat(one.network.ask(2, large).toCompletableFuture().join()).isEqualTo(large);
            assertThatThrownBy(() -> one.network.ask(2, new byte[64 << 20]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anAnswerThatFailsIsToldWithItsReason() {
        try (TestPeer one = Setup.node(1).start();
                TestPeer two = Setup.node(2).start()) {
            one.knows(two);
            two.heard.answer = request -> CompletableFuture.failedStage(new IOException("not today"));
            assertFails(ask(one, 2, "a"), "node 2 failed: not today");

            two.heard.answer = request -> {
                throw new IllegalStateException("not ever");
            };
            assertFails(ask(one, 2, "a"), "node 2 failed: not ever");
        }
    }

    @Test
    void whoAskedFailsWhenTheConnectionIsLostAndALateAnswerGoesNowhere() {
        try (TestPeer one = Setup.node(1).start()) {
            CompletableFuture<byte[]> late = new CompletableFuture<>();
            CompletableFuture<byte[]> asked;
            try (TestPeer two = Setup.node(2).start()) {
                one.knows(two);
                two.heard.answer = request -> late;
                asked = ask(one, 2, "a");
                await().until(() -> !two.heard.asked.isEmpty());
            }
            assertFails(asked, "the connection to node 2 is lost");
            late.complete(new byte[100]);
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void theEndOfAProcessIsNoticedAsARefusal(Transport transport) {
        try (TestPeer one = Setup.node(1).transport(transport).start()) {
            try (TestPeer two = Setup.node(2).transport(transport).start()) {
                one.knows(two);
                one.network.tell(2, Heard.bytes("a"));
                await().until(() -> !two.heard.told.isEmpty());
            }
            one.heard.awaitEvent("2 refused");
            assertThat(one.heard.events).startsWith("2 connected", "2 disconnected");
        }
    }

    @Test
    void theEndOfWhoHadConnectedIsNoticedToo() {
        try (TestPeer one = Setup.node(1).start()) {
            try (TestPeer two = Setup.node(2).start()) {
                two.knows(one);
                one.knows(two);
                two.network.tell(1, Heard.bytes("a"));
                await().until(() -> !one.heard.told.isEmpty());
            }
            one.heard.awaitEvent("2 disconnected");
            one.heard.awaitEvent("2 refused");
        }
    }

    @Test
    void aRestartedBrokerIsReachedAgain() {
        try (TestPeer one = Setup.node(1).start()) {
            Setup restarted;
            try (TestPeer two = Setup.node(2).start()) {
                one.knows(two);
                one.network.watch(2);
                one.heard.awaitEvent("2 connected");
                restarted = Setup.node(2)
                        .config(Setup.config(two.listener.localPort(), PeerConfig.DEFAULT_MAX_QUEUED_BYTES));
            }
            one.heard.awaitEvent("2 refused");
            one.heard.events.clear();
            try (TestPeer again = restarted.start()) {
                one.heard.awaitEvent("2 connected");
                assertThat(answer(ask(one, 2, "a"))).isEqualTo("a");
                assertThat(again.heard.asked).containsExactly("1 a");
            }
        }
    }

    @Test
    void aBrokerThatIsSomewhereElseNowIsReachedThere() {
        try (TestPeer one = Setup.node(1).start();
                TestPeer two = Setup.node(2).start();
                TestPeer moved = Setup.node(2).start()) {
            one.knows(two);
            assertThat(answer(ask(one, 2, "a"))).isEqualTo("a");

            one.knows(moved);

            one.heard.awaitEvent("2 disconnected");
            await().until(() ->
                    one.heard.events.stream().filter("2 connected"::equals).count() == 2);
            assertThat(answer(ask(one, 2, "b"))).isEqualTo("b");
            assertThat(moved.heard.asked).containsExactly("1 b");
        }
    }

    @Test
    void whoAcceptsAndDoesNotAnswerIsSilent() throws IOException {
        try (TestPeer one = Setup.node(1).impatient().start();
                ServerSocket mute = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            one.network.address(2, new PeerAddress(TestPeer.HOST, mute.getLocalPort()));

            assertFails(ask(one, 2, "a"), "no connection to node 2: waited for 500 ms");

            one.heard.awaitEvent("2 silent");
        }
    }

    @Test
    void whereNobodyListensAQuestionFailsAtOnce() {
        try (TestPeer one = Setup.node(1).start()) {
            TestPeer two = Setup.node(2).start();
            one.knows(two);
            two.close();

            assertFails(ask(one, 2, "a"), "no connection to node 2");

            one.heard.awaitEvent("2 refused");
        }
    }

    @Test
    void aBrokerWhoseAddressNobodyKnowsIsLookedForAtTheBootstrapAddresses() {
        try (TestPeer one = Setup.node(1).start();
                TestPeer two = Setup.node(2).bootstrap(one.address()).start()) {
            assertFails(ask(two, 1, "a"), "nobody knows its address");
            two.network.watch(1);
            two.heard.awaitEvent("1 connected");
            assertThat(answer(ask(two, 1, "b"))).isEqualTo("b");
        }
    }

    @Test
    void aNameIsLookedUp() {
        try (TestPeer one = Setup.node(1).start();
                TestPeer two = Setup.node(2).start()) {
            one.network.address(2, new PeerAddress("localhost", two.listener.localPort()));
            assertThat(answer(ask(one, 2, "a"))).isEqualTo("a");
            one.network.address(3, new PeerAddress("no-such-host.invalid", 1));
            assertFails(ask(one, 3, "a"), "no connection to node 3");
        }
    }

    @Test
    void whatABusyBrokerDoesNotTakeIsDroppedBeyondABound() {
        long bound = 1 << 20;
        try (TestPeer one = Setup.node(1).config(Setup.config(0, bound)).start();
                TestPeer two = Setup.node(2).start()) {
            one.knows(two);
            CountDownLatch busy = new CountDownLatch(1);
            two.heard.beforeTold = () -> {
                try {
                    assertThat(busy.await(60, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            };
            byte[] message = new byte[64 << 10];
            AtomicInteger sent = new AtomicInteger();
            await("the sockets' buffers are full").until(() -> {
                for (int i = 0; i < 32; i++) {
                    one.network.tell(2, message);
                    sent.incrementAndGet();
                }
                return one.network.ask(2, message).toCompletableFuture().isCompletedExceptionally();
            });
            assertThat(one.memory.metric().usedDirectMemory()).isLessThan(16 * bound);

            busy.countDown();
            await().until(() -> {
                CompletableFuture<byte[]> answer = ask(one, 2, "b");
                return answer.handle((bytes, failure) -> failure == null).join();
            });
            assertThat(two.heard.told).hasSizeLessThan(sent.get());
        }
    }

    @Test
    void aBrokerOfAnotherClusterIsNotSpokenTo() {
        try (TestPeer one = Setup.node(1).start();
                TestPeer two = Setup.node(2).cluster("another").start();
                TestPeer three =
                        Setup.node(3).secret("not the secret of the others").start()) {
            one.knows(two);
            one.knows(three);
            assertFails(
                    ask(one, 2, "a"),
                    "no connection to node 2: was refused as OTHER_CLUSTER: the other side belongs to cluster another, "
                            + "node 1 to " + TestPeer.CLUSTER);
            assertFails(ask(one, 3, "a"), "no connection to node 3: has another cluster secret");
            assertThat(two.heard.asked).isEmpty();
            assertThat(three.heard.asked).isEmpty();
        }
    }

    @Test
    void aProbeLearnsWhoIsThereBeforeThereIsACluster() {
        try (TestPeer one = Setup.node(1).cluster(null).start();
                TestPeer two = Setup.node(2).cluster(null).start()) {
            assertThat(probe(two, one.address())).isEqualTo(one.self.identity());
            assertThat(probe(one, one.address())).isEqualTo(one.self.identity());

            one.self.joined("now");
            assertThat(probe(two, one.address()).clusterId()).isEqualTo("now");
            assertFails(ask(two, 1, "a"), "no connection to node 1: was refused as NO_CLUSTER");

            two.self.joined("now");
            assertThat(answer(ask(two, 1, "a"))).isEqualTo("a");
            assertThatThrownBy(() -> two.self.joined("later")).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aProbeWhereNobodyListensIsRefused() {
        try (TestPeer one = Setup.node(1).start()) {
            TestPeer gone = Setup.node(2).start();
            PeerAddress address = gone.address();
            gone.close();

            assertThatThrownBy(() -> probe(one, address)).hasCauseInstanceOf(ConnectException.class);
        }
    }

    @Test
    void aNewConnectionOfTheSameBrokerReplacesItsOldOne() {
        Uuid directory = Uuid.randomUuid();
        Setup setup = new Setup(
                Transport.NATIVE,
                2,
                directory,
                TestPeer.CLUSTER,
                TestPeer.SECRET,
                Setup.config(0, 1 << 20),
                List.of(),
                List.of());
        try (TestPeer one = Setup.node(1).start();
                TestPeer before = setup.start();
                TestPeer after = setup.start()) {
            before.knows(one);
            after.knows(one);
            assertThat(answer(ask(before, 1, "a"))).isEqualTo("a");

            assertThat(answer(ask(after, 1, "b"))).isEqualTo("b");

            before.heard.awaitEvent("1 disconnected");
            one.heard.awaitEvent("2 disconnected");
        }
    }

    @Test
    void afterTheEndEverythingFails() {
        TestPeer one = Setup.node(1).start();
        try (TestPeer two = Setup.node(2).start()) {
            one.knows(two);
            two.heard.answer = request -> new CompletableFuture<>();
            CompletionStage<byte[]> pending = ask(one, 2, "a");
            await().until(() -> !two.heard.asked.isEmpty());
            one.network.stop().toCompletableFuture().join();

            assertFails(pending.toCompletableFuture(), "the network is stopped");
            assertFails(ask(one, 2, "b"), "the network is stopped");
            assertFails(ask(one, 3, "b"), "the network is stopped");
            one.network.tell(2, Heard.bytes("c"));
            assertThat(one.heard.events).containsExactly("2 connected");
        } finally {
            one.close();
        }
    }

    @Test
    void manyAskersAtOnceAreAllAnswered() {
        try (TestPeer one = Setup.node(1).start();
                TestPeer two = Setup.node(2).start()) {
            one.knows(two);
            List<CompletableFuture<byte[]>> answers = new ArrayList<>();
            for (int i = 0; i < 5000; i++) {
                answers.add(ask(one, 2, "question " + i));
            }
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answer(answers.get(i))).isEqualTo("question " + i);
            }
        }
    }

    @Test
    void threeBrokersSpeakWithEachOther() {
        try (TestPeer one = Setup.node(1).start();
                TestPeer two = Setup.node(2).start();
                TestPeer three = Setup.node(3).start()) {
            List<TestPeer> all = List.of(one, two, three);
            for (TestPeer from : all) {
                all.stream().filter(to -> to != from).forEach(from::knows);
            }
            for (TestPeer from : all) {
                for (int to = 1; to <= 3; to++) {
                    if (to != from.self.identity().nodeId()) {
                        assertThat(answer(ask(from, to, "a"))).isEqualTo("a");
                        from.network.tell(to, Heard.bytes("b"));
                    }
                }
            }
            for (TestPeer each : all) {
                int id = each.self.identity().nodeId();
                List<String> others = IntStream.rangeClosed(1, 3)
                        .filter(other -> other != id)
                        .mapToObj(other -> other + " b")
                        .toList();
                await().until(() -> each.heard.told.size() == 2);
                assertThat(each.heard.told).containsExactlyInAnyOrderElementsOf(others);
            }
        }
    }

    @Test
    void anotherNodeThanTheOneLookedForIsNotSpokenTo() {
        try (TestPeer one = Setup.node(1).start();
                TestPeer alsoOne = Setup.node(1).start();
                TestPeer two = Setup.node(2).start()) {
            one.network.address(3, two.address());
            assertFails(ask(one, 3, "a"), "looked for node 3 where node 2 is");

            one.network.address(2, alsoOne.address());
            assertFails(ask(one, 2, "a"), "was refused as OWN_NODE_ID");

            assertThat(two.heard.asked).isEmpty();
            assertThat(alsoOne.heard.asked).isEmpty();
        }
    }

    @Test
    void nothingIsToldTwiceOrOutOfOrderWhenTheConnectionIsLostInBetween() {
        try (TestPeer one = Setup.node(1).start()) {
            List<Integer> heard = new ArrayList<>();
            int port = 0;
            int next = 0;
            for (int life = 0; life < 3; life++) {
                int from = next;
                List<String> told;
                try (TestPeer two = Setup.node(2)
                        .config(Setup.config(port, PeerConfig.DEFAULT_MAX_QUEUED_BYTES))
                        .start()) {
                    port = two.listener.localPort();
                    one.knows(two);
                    told = two.heard.told;
                    while (told.size() < 1000) {
                        for (int i = 0; i < 100; i++) {
                            one.network.tell(2, Heard.bytes("" + next++));
                        }
                        answerOrFailure(ask(one, 2, "are you there?"));
                    }
                }
                told.forEach(text -> heard.add(Integer.parseInt(text.substring(2))));
                assertThat(heard.getLast()).isGreaterThanOrEqualTo(from);
            }
            assertThat(heard).isSorted().doesNotHaveDuplicates();
        }
    }

    /** What it hears from another broker that has come back spares the wait for the next attempt. */
    @Test
    void aBrokerThatConnectsIsConnectedToAtOnce() {
        try (TestPeer one = Setup.node(1).start()) {
            TestPeer gone = Setup.node(2).start();
            PeerAddress address = gone.address();
            gone.close();
            one.network.address(2, address);
            one.network.watch(2);
            await("it has nearly stopped trying")
                    .until(() -> one.heard.events.stream()
                                    .filter("2 refused"::equals)
                                    .count()
                            == 7);
            try (TestPeer two = Setup.node(2)
                    .config(Setup.config(address.port(), PeerConfig.DEFAULT_MAX_QUEUED_BYTES))
                    .start()) {
                two.knows(one);
                long before = System.nanoTime();
                assertThat(answer(ask(two, 1, "a"))).isEqualTo("a");
                one.heard.awaitEvent("2 connected");
                assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(800));
            }
        }
    }

    @Test
    void aBrokerThatWasFoundIsNotLeftWhenItsAddressIsTold() {
        try (TestPeer one = Setup.node(1).start();
                TestPeer two = Setup.node(2).start()) {
            assertThat(probe(one, two.address()).nodeId()).isEqualTo(2);
            assertThat(answer(ask(one, 2, "a"))).isEqualTo("a");

            one.network.address(2, new PeerAddress("localhost", two.listener.localPort()));

            assertThat(answer(ask(one, 2, "b"))).isEqualTo("b");
            assertThat(one.heard.events).containsExactly("2 connected");
        }
    }

    private static CompletableFuture<byte[]> ask(TestPeer from, int nodeId, String question) {
        return from.network.ask(nodeId, Heard.bytes(question)).toCompletableFuture();
    }

    private static String answer(CompletableFuture<byte[]> answer) {
        return Heard.text(answer.orTimeout(30, TimeUnit.SECONDS).join());
    }

    private static void answerOrFailure(CompletableFuture<byte[]> answer) {
        answer.orTimeout(30, TimeUnit.SECONDS)
                .handle((bytes, failure) -> failure == null)
                .join();
    }

    private static PeerIdentity probe(TestPeer from, PeerAddress address) {
        return from.network.probe(address).toCompletableFuture().join();
    }

    private static void assertFails(CompletableFuture<?> stage, String reason) {
        assertThatThrownBy(() -> stage.orTimeout(30, TimeUnit.SECONDS).join())
                .hasCauseInstanceOf(IOException.class)
                .hasMessageContaining(reason);
    }
}
