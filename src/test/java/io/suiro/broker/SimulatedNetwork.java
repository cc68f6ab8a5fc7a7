package io.suiro.broker;

import io.suiro.base.SimulatedTime;
import io.suiro.broker.SimulatedMachine.Life;
import io.suiro.cluster.PeerNetwork;
import io.suiro.replica.LeaderEndpoint;
import io.suiro.replica.Leaders;
import io.suiro.replica.ReplicaFetch;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.jspecify.annotations.Nullable;

/**
 * The network of a {@link ClusterSimulation}, as TCP has it: while a connection lasts everything arrives, late, and in order; where the
 * way is cut it waits, until the way is free again or the connection is given up, and then nobody knows what has arrived. Both ends
 * learn of an end, not at the same moment. Who has no process refuses connections, a machine without power, or a cut way, leaves them
 * unanswered.
 */
final class SimulatedNetwork {
    private static final long CONNECT_TIMEOUT_MS = 1_000;
    private static final long HANDSHAKE_TIMEOUT_MS = 5_000;
    private static final long POLL_MS = 20;
    private static final int LONGEST_PATIENCE_MS = 15_000;

    private final SimulatedTime time;
    private final Random random;
    private final IntFunction<SimulatedMachine> machines;
    private final Set<List<Integer>> cuts = new HashSet<>();
    private final List<Connection> connections = new ArrayList<>();
    private int delayMs = 5;

    SimulatedNetwork(SimulatedTime time, Random random, IntFunction<SimulatedMachine> machines) {
        this.time = time;
        this.random = random;
        this.machines = machines;
    }

    // ---- what befalls it

    /** Nothing passes in this direction. */
    void cut(int from, int to) {
        cuts.add(List.of(from, to));
    }

    void heal() {
        cuts.clear();
        delayMs = 5;
    }

    void slow(int longestDelayMs) {
        delayMs = longestDelayMs;
    }

    /** Connections between the two end, as routers do it. */
    void reset(int one, int other) {
        for (Connection connection : List.copyOf(connections)) {
            if (connection.joins(one, other)) {
                connection.end(true, true);
            }
        }
    }

    /** A process has ended; with the power of its machine, nobody is told. */
    void ended(Life life, boolean silently) {
        for (Connection connection : List.copyOf(connections)) {
            if (connection.from == life || connection.to == life) {
                connection.processEnded(life, silently);
            }
        }
    }

    long delay() {
        return 1L + random.nextInt(delayMs) + (random.nextInt(300) == 0 ? random.nextInt(400) : 0);
    }

    private boolean isCut(int from, int to) {
        return cuts.contains(List.of(from, to)) || machines.apply(to).isSilent;
    }

    private void later(long ms, Runnable task) {
        var _ = time.schedule(ms, task);
    }

    // ---- connections

    /** What becomes of one, told on the event loops of its ends, each once. */
    private interface Ends {
        void fromEnded(IOException cause);

        void toEnded();
    }

    private final class Connection {
        private final Life from;
        private final Life to;
        private final Pipe out;
        private final Pipe back;
        private @Nullable Ends ends;
        private boolean isOpen = true;
        private boolean fromKnows;
        private boolean toKnows;

        private Connection(Life from, Life to) {
            this.from = from;
            this.to = to;
            this.out = new Pipe(this, from, to);
            this.back = new Pipe(this, to, from);
            connections.add(this);
        }

        private boolean joins(int one, int other) {
            return (from.id() == one && to.id() == other) || (from.id() == other && to.id() == one);
        }

        private void processEnded(Life life, boolean silently) {
            boolean fromLives = from != life;
            boolean wayBack = fromLives ? isCut(to.id(), from.id()) : isCut(from.id(), to.id());
            boolean late = silently || wayBack;
            isOpen = false;
            connections.remove(this);
            later(late ? 1_000L + random.nextInt(LONGEST_PATIENCE_MS) : delay(), () -> tell(fromLives, !fromLives));
        }

        /** Who is not told now learns of it after a while. */
        private void end(boolean fromNow, boolean toNow) {
            if (isOpen) {
                isOpen = false;
                connections.remove(this);
                later(fromNow ? delay() : random.nextInt(LONGEST_PATIENCE_MS), () -> tell(true, false));
                later(toNow ? delay() : random.nextInt(LONGEST_PATIENCE_MS), () -> tell(false, true));
            }
        }

        private void tell(boolean fromSide, boolean toSide) {
            Ends told = ends;
            if (told != null && fromSide && !fromKnows) {
                fromKnows = true;
                from.onLoop(() -> told.fromEnded(new IOException("the connection to node " + to.id() + " is lost")));
            }
            if (told != null && toSide && !toKnows) {
                toKnows = true;
                to.onLoop(told::toEnded);
            }
        }
    }

    /** One direction. */
    private final class Pipe {
        private final Connection of;
        private final Life sender;
        private final Life receiver;
        private final ArrayDeque<Parcel> parcels = new ArrayDeque<>();
        private final long patienceMs = 1_000L + random.nextInt(LONGEST_PATIENCE_MS);
        private boolean isMoving;
        private long lastMs;
        private long stalledSinceMs = -1;

        private record Parcel(long dueMs, Runnable arrival) {}

        private Pipe(Connection of, Life sender, Life receiver) {
            this.of = of;
            this.sender = sender;
            this.receiver = receiver;
        }

        /** @param arrival on the receiver's event loop */
        private void send(Runnable arrival) {
            if (of.isOpen) {
                lastMs = Math.max(lastMs, time.nowMs() + delay());
                parcels.add(new Parcel(lastMs, arrival));
                move();
            }
        }

        private void move() {
            Parcel next = parcels.peek();
            if (!isMoving && next != null) {
                isMoving = true;
                later(Math.max(0, next.dueMs - time.nowMs()), this::arrive);
            }
        }

        private void arrive() {
            isMoving = false;
            if (!of.isOpen) {
                return;
            }
            if (isCut(sender.id(), receiver.id())) {
                stalledSinceMs = stalledSinceMs < 0 ? time.nowMs() : stalledSinceMs;
                if (time.nowMs() - stalledSinceMs > patienceMs) {
                    of.end(of.from == sender, of.to == sender);
                } else {
                    isMoving = true;
                    later(POLL_MS, this::arrive);
                }
                return;
            }
            stalledSinceMs = -1;
            receiver.onLoop(parcels.remove().arrival);
            move();
        }
    }

    private interface Attempt {
        void connected(Connection connection);

        void failed(IOException cause, boolean refused);
    }

    private void dial(Life from, int to, Attempt attempt) {
        later(delay(), () -> {
            SimulatedMachine machine = machines.apply(to);
            Life there = machine.life;
            if (isCut(from.id(), to) || isCut(to, from.id())) {
                later(
                        CONNECT_TIMEOUT_MS,
                        () -> from.onLoop(() -> attempt.failed(new IOException("no answer from node " + to), false)));
            } else if (there == null) {
                from.onLoop(() -> attempt.failed(
                        new IOException("no connection to node " + to, new ConnectException("Connection refused")),
                        true));
            } else {
                shakeHands(from, there, attempt, time.nowMs());
            }
        });
    }

    private void shakeHands(Life from, Life to, Attempt attempt, long sinceMs) {
        if (to.isOver()) {
            from.onLoop(() -> attempt.failed(new IOException("it was lost"), false));
        } else if (!to.isPaused()) {
            attempt.connected(new Connection(from, to));
        } else if (time.nowMs() - sinceMs > HANDSHAKE_TIMEOUT_MS) {
            from.onLoop(() -> attempt.failed(new IOException("no handshake with node " + to.id()), false));
        } else {
            later(POLL_MS, () -> shakeHands(from, to, attempt, sinceMs));
        }
    }

    // ---- messages and questions

    /** One broker's side. */
    final class Peers implements PeerNetwork {
        private final Life self;
        private final Map<Integer, Link> links = new HashMap<>();
        private final Map<Integer, Connection> incoming = new HashMap<>();

        Peers(Life self) {
            this.self = self;
        }

        private PeerNetwork.Receiver receiver() {
            return self.core().peerDesk;
        }

        /** Keeps a connection. Any lane. */
        void watch(int nodeId) {
            self.onLoop(() -> {
                link(nodeId).isWatched = true;
                link(nodeId).turn();
            });
        }

        @Override
        public void tell(int nodeId, byte[] message) {
            self.onLoop(() -> link(nodeId)
                    .offer(connection ->
                            connection.out.send(() -> connection.to.receiver().told(self.id(), message))));
        }

        @Override
        public CompletionStage<byte[]> ask(int nodeId, byte[] request) {
            Answer<byte[]> answer = new Answer<>();
            self.onLoop(() -> {
                Link link = link(nodeId);
                link.questions.add(answer);
                var _ = answer.whenComplete((bytes, failure) -> link.questions.remove(answer));
                link.offer(connection -> connection.out.send(() -> {
                    var _ = connection
                            .to
                            .receiver()
                            .asked(self.id(), request)
                            .whenComplete((bytes, failure) -> connection.back.send(() -> {
                                if (failure == null) {
                                    answer.complete(bytes);
                                } else {
                                    answer.completeExceptionally(new IOException("node " + nodeId + " failed"));
                                }
                            }));
                }));
            });
            return answer;
        }

        private Link link(int nodeId) {
            return links.computeIfAbsent(nodeId, id -> new Link(this, id));
        }

        private void accept(Connection connection) {
            int from = connection.from.id();
            Connection before = incoming.put(from, connection);
            if (before != null) {
                before.end(true, true);
            }
            link(from).retry();
        }

        private void incomingEnded(Connection connection) {
            incoming.remove(connection.from.id(), connection);
            receiver().disconnected(connection.from.id());
            link(connection.from.id()).turn();
        }
    }

    private static final class Answer<T> extends CompletableFuture<T> {}

    private interface Frame {
        void sendOver(Connection connection);
    }

    /** The way of one broker to another: as the real one, it connects when it has something to send, and again once it is lost. */
    private final class Link {
        private static final long FIRST_BACKOFF_MS = 20;
        private static final long MAX_BACKOFF_MS = 1_000;
        private static final long STEADY_MS = 1_000;
        private static final int MOST_FRAMES = 300;

        private final Peers of;
        private final int peer;
        private final ArrayDeque<Frame> frames = new ArrayDeque<>();
        private final Set<Answer<byte[]>> questions = new LinkedHashSet<>();
        private @Nullable Connection connection;
        private boolean isConnecting;
        private boolean isWatched;
        /** Which wait it is; -1 if it does not wait. */
        private int waiting = -1;

        private int waits;
        private long backoffMs = FIRST_BACKOFF_MS;
        private long sinceMs;

        private Link(Peers of, int peer) {
            this.of = of;
            this.peer = peer;
        }

        private void offer(Frame frame) {
            if (frames.size() < MOST_FRAMES) {
                frames.add(frame);
            }
            turn();
        }

        private void turn() {
            Connection open = connection;
            if (open != null) {
                while (!frames.isEmpty()) {
                    frames.remove().sendOver(open);
                }
            } else if (!isConnecting && waiting < 0 && (isWatched || !frames.isEmpty())) {
                isConnecting = true;
                dial(of.self, peer, new Attempt() {
                    @Override
                    public void connected(Connection made) {
                        made.ends = new Ends() {
                            @Override
                            public void fromEnded(IOException cause) {
                                lost(made, cause);
                            }

                            @Override
                            public void toEnded() {
                                made.to.peers().incomingEnded(made);
                            }
                        };
                        made.to.onLoop(() -> made.to.peers().accept(made));
                        of.self.onLoop(() -> established(made));
                    }

                    @Override
                    public void failed(IOException cause, boolean refused) {
                        isConnecting = false;
                        abandon(cause);
                        rest();
                        of.receiver().unreachable(peer, refused);
                    }
                });
            }
        }

        private void established(Connection made) {
            isConnecting = false;
            connection = made;
            sinceMs = time.nowMs();
            of.receiver().connected(peer);
            turn();
        }

        private void lost(Connection gone, IOException cause) {
            if (connection != gone) {
                return;
            }
            connection = null;
            abandon(cause);
            of.receiver().disconnected(peer);
            if (time.nowMs() - sinceMs >= STEADY_MS) {
                backoffMs = FIRST_BACKOFF_MS;
                turn();
            } else {
                rest();
            }
        }

        private void rest() {
            int wait = waits++;
            waiting = wait;
            later(
                    backoffMs,
                    () -> of.self.onLoop(() -> {
                        if (waiting == wait) {
                            waiting = -1;
                            turn();
                        }
                    }));
            backoffMs = Math.min(MAX_BACKOFF_MS, 2 * backoffMs);
        }

        private void retry() {
            if (waiting >= 0) {
                waiting = -1;
                backoffMs = FIRST_BACKOFF_MS;
                turn();
            }
        }

        private void abandon(IOException cause) {
            frames.clear();
            List.copyOf(questions).forEach(question -> question.completeExceptionally(cause));
        }
    }

    // ---- fetches of followers

    Leaders leadersOf(Life self) {
        return brokerId -> new Endpoint(self, brokerId);
    }

    private final class Endpoint implements LeaderEndpoint {
        private static final long GRACE_MS = 10_000;

        private final Life self;
        private final int leaderId;
        private final List<Runnable> unsent = new ArrayList<>();
        private final Set<Answer<ReplicaFetch>> pending = new LinkedHashSet<>();
        private @Nullable Connection connection;
        private boolean isClosed;

        private Endpoint(Life self, int leaderId) {
            this.self = self;
            this.leaderId = leaderId;
            dial(self, leaderId, new Attempt() {
                @Override
                public void connected(Connection made) {
                    made.ends = new Ends() {
                        @Override
                        public void fromEnded(IOException cause) {
                            fail(cause);
                        }

                        @Override
                        public void toEnded() {}
                    };
                    self.onLoop(() -> {
                        connection = made;
                        if (isClosed) {
                            made.end(true, true);
                        } else {
                            unsent.forEach(Runnable::run);
                            unsent.clear();
                        }
                    });
                }

                @Override
                public void failed(IOException cause, boolean refused) {
                    fail(cause);
                }
            });
        }

        @Override
        public CompletionStage<ReplicaFetch> fetch(FetchRequestData request) {
            Answer<ReplicaFetch> answer = new Answer<>();
            self.onLoop(() -> {
                if (isClosed) {
                    answer.completeExceptionally(new IOException("it was closed"));
                    return;
                }
                pending.add(answer);
                later(
                        request.maxWaitMs() + GRACE_MS,
                        () -> self.onLoop(() -> {
                            if (pending.contains(answer)) {
                                fail(new IOException("node " + leaderId + " is late"));
                            }
                        }));
                if (connection == null) {
                    unsent.add(() -> send(request, answer));
                } else {
                    send(request, answer);
                }
            });
            return answer;
        }

        private void send(FetchRequestData request, Answer<ReplicaFetch> answer) {
            Connection over = connection;
            if (over != null) {
                over.out.send(() -> over.to.serve(request, self.id()).whenComplete((data, failure) -> {
                    if (failure != null) {
                        over.end(true, true);
                        return;
                    }
                    over.back.send(() -> {
                        if (pending.remove(answer)) {
                            answer.complete(new Received(data));
                        }
                    });
                }));
            }
        }

        @Override
        public void close() {
            self.onLoop(() -> fail(new IOException("it was closed")));
        }

        private void fail(IOException cause) {
            isClosed = true;
            Connection open = connection;
            if (open != null) {
                open.end(true, true);
            }
            List<Answer<ReplicaFetch>> left = List.copyOf(pending);
            pending.clear();
            left.forEach(answer -> answer.completeExceptionally(cause));
        }
    }

    private record Received(FetchResponseData data) implements ReplicaFetch {
        @Override
        public void close() {}
    }
}
