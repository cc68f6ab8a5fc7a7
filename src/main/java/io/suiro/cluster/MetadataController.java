package io.suiro.cluster;

import io.suiro.base.Clock;
import io.suiro.base.Lane;
import io.suiro.base.Scheduler;
import io.suiro.cluster.raft.PeerProgress;
import io.suiro.cluster.raft.Raft;
import io.suiro.cluster.raft.RaftMessage;
import io.suiro.cluster.raft.RaftMessageCodec;
import io.suiro.cluster.raft.RaftSeams;
import io.suiro.cluster.raft.RaftStorage;
import io.suiro.cluster.raft.Role;
import io.suiro.cluster.raft.StateMachine;
import io.suiro.cluster.raft.Voter;
import io.suiro.error.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.protocol.Errors;

/**
 * Metadata on this broker: follows the log that the voters agree on, and while this broker leads them decides what is
 * appended to it.
 *
 * <pre>
 * submit ──▶ leading?   ──▶ decide each on the image with all before it ──▶ propose as a group ──▶ committed
 *        └─▶ following? ──▶ ask the controller, which does that          ──▶ its answer, with an index
 * committed entry ──▶ image ──▶ listeners, on a lane of their own ──▶ answers up to that index
 * </pre>
 *
 * A change whose fate is not known, because the controller went away with it, is looked for in the log: it is answered if it
 * comes, decided anew if another came in its place, and refused with REQUEST_TIMED_OUT if neither is seen in time. An
 * {@link IOException} of the log is fail-stop: everything under way and everything later is refused with KAFKA_STORAGE_ERROR,
 * and the image stays as it was.
 *
 * <p>Threads: there are no locks here. The log, what is decided, and the image change on the lane only; the image and who decides are
 * published by volatile writes. What is not said to be for the lane only may be called from any thread.
 */
public final class MetadataController implements Controller, StateMachine {
    private static final Logger LOG = System.getLogger(MetadataController.class.getName());

    private final Lane lane;
    private final Raft raft;
    private final Incumbent incumbent;
    private final CatchUp catchUp;
    private final Snapshots snapshots;
    private final Decider decider;
    private final Intake intake;
    private final Forwarding forwarding;
    private final Publisher publisher;
    private final boolean isAlone;
    private final RaftStorage storage;
    private final RaftMessageCodec codec;
    private final List<Consumer<IOException>> failureListeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> leadingListeners = new CopyOnWriteArrayList<>();

    private volatile MetadataImage image = MetadataImage.EMPTY;
    private volatile boolean hasFailed;
    /** Lane only. */
    private CompletableFuture<Void> handedOver = new CompletableFuture<>();

    private final AtomicBoolean started = new AtomicBoolean();

    /**
     * What it runs on.
     *
     * @param lane the log's and the decisions'; never waits for anything but the log's disk
     * @param listeners on which listeners, who may take long, are told
     * @param random which of several voters asks for votes first
     */
    public record Threads(Clock clock, Scheduler scheduler, Lane lane, Lane listeners, RandomGenerator random) {}

    private MetadataController(
            DecisionContext context,
            Threads threads,
            ClusterOptions cluster,
            long snapshotBytes,
            RaftStorage storage,
            RaftMessageCodec codec,
            Function<StateMachine, Raft> consensus) {
        this.lane = threads.lane;
        this.incumbent = new Incumbent(threads.clock);
        this.isAlone = cluster.isAlone();
        this.storage = storage;
        this.codec = codec;
        this.publisher = new Publisher(threads.listeners);
        this.raft = consensus.apply(this);
        this.catchUp = new CatchUp(raft, lane, threads.scheduler, this::image);
        this.snapshots = new Snapshots(raft, snapshotBytes);
        this.intake = new Intake(threads.scheduler, lane, this::route);
        this.decider = new Decider(raft, context, intake::again);
        this.forwarding = new Forwarding(cluster.peers(), lane, threads.scheduler, publisher, intake::again);
    }

    /**
     * Does nothing before {@link #start}.
     *
     * @param snapshotBytes a snapshot is taken when so many bytes of entries, and more than a snapshot has, lie behind
     *     the last one
     */
    public static MetadataController create(
            MetadataHome home,
            int brokerId,
            ClusterOptions cluster,
            DecisionContext context,
            Threads threads,
            long snapshotBytes) {
        PeerNetwork peers = cluster.peers();
        RaftStorage storage = home.storage();
        RaftMessageCodec codec = new RaftMessageCodec(Objects.requireNonNull(home.clusterId()));
        RaftSeams seams = new RaftSeams(
                (to, message) -> peers.tell(to, PeerMessages.consensus(codec.encode(message))),
                threads.lane,
                threads.clock,
                threads.scheduler,
                threads.random);
        return new MetadataController(
                context,
                threads,
                cluster,
                snapshotBytes,
                storage,
                codec,
                machine -> new Raft(
                        brokerId,
                        cluster.consensus(),
                        seams,
                        storage,
                        new VotersOf(),
                        machine,
                        MetadataRecordCodec.encode(List.of()),
                        cluster.configured()));
    }

    /** Reads the log; completes with the image once that is known to be current. Any number of times. */
    public CompletionStage<MetadataImage> start() {
        if (started.compareAndSet(false, true)) {
            lane.execute(() -> {
                raft.start();
                if (isAlone && raft.role() == Role.FOLLOWER) {
                    catchUp.fail(new IOException("it belongs to a cluster of several brokers, and this"
                            + " one is told of no other: suiro.cluster.peers names them"));
                }
                catchUp.lookNowAndThen();
            });
        }
        return catchUp.stage();
    }

    /** For what goes on beside commands: membership, progress of voters. Lane only. */
    public Raft raft() {
        return raft;
    }

    /**
     * Another broker's part in the consensus says something. Any thread.
     *
     * @throws IOException if it cannot be read
     */
    void receive(int from, byte[] message) throws IOException {
        RaftMessage decoded = codec.decode(message);
        lane.execute(() -> raft.receive(from, decoded));
    }

    public Lane lane() {
        return lane;
    }

    @Override
    public MetadataImage image() {
        return image;
    }

    /** The broker that decides, -1 while none is known; any thread. */
    public int controllerId() {
        return incumbent.id();
    }

    /** For how long no broker has been known that decides, 0 while one is; any thread. */
    public long controllerMissedMs() {
        return incumbent.missedMs();
    }

    /** Whether the metadata was known to be current once, and its log has not failed; any thread. */
    public boolean isLearnt() {
        return catchUp.isDone() && !hasFailed;
    }

    /** As it is in the lane's turn. */
    public CompletionStage<QuorumPart> part() {
        return CompletableFuture.supplyAsync(
                () -> new QuorumPart(
                        raft.role(),
                        raft.term(),
                        incumbent.id(),
                        raft.commitIndex(),
                        image.index(),
                        raft.voters().all().stream().map(Voter::id).toList()),
                lane);
    }

    /** The broker that decided before this one does, as far as it knows. Lane only. */
    Incumbent.Predecessor predecessor() {
        return incumbent.predecessor();
    }

    /** Whether this broker decides; lane only. */
    boolean isActive() {
        return decider.isActive();
    }

    @Override
    public void listen(MetadataImage from, Listener listener) {
        publisher.listen(from, listener);
    }

    /** Called once, on the lane, when the log fails; readiness fails with it. */
    public void onFailure(Consumer<IOException> listener) {
        failureListeners.add(listener);
    }

    /** Called on the lane each time that this broker begins to decide. */
    void onLeading(Runnable listener) {
        leadingListeners.add(listener);
    }

    @Override
    public <R> CompletionStage<R> submit(MetadataCommand<R> command) {
        return intake.submit(command);
    }

    /** For a command that another broker forwards; refused with NOT_CONTROLLER unless this broker decides. Lane only. */
    <R> void decide(Pending<R> pending) {
        if (decider.isActive()) {
            decide(List.of(pending));
        } else {
            pending.refuse(new Refused(Errors.NOT_CONTROLLER));
        }
    }

    /** Index up to which listeners have been told; an answer may go out once its change is below it. */
    void whenTold(long index, Runnable answer) {
        publisher.when(index, answer);
    }

    /** Lets another voter decide if this broker does, and there is one; completes when this one does not any more. Any thread. */
    CompletionStage<Void> handOver() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        lane.execute(() -> {
            OptionalInt next = raft.progress().stream()
                    .filter(PeerProgress::isVoter)
                    .max(Comparator.comparingLong(PeerProgress::matchIndex))
                    .map(voter -> OptionalInt.of(voter.nodeId()))
                    .orElse(OptionalInt.empty());
            if (next.isPresent() && raft.transferLeadership(next.getAsInt())) {
                handedOver = done;
            } else {
                done.complete(null);
            }
        });
        return done;
    }

    /** Refuses what comes later, finishes what was submitted before where it can, and closes the log. */
    public CompletionStage<Void> stop() {
        return intake.stop(() -> {
            raft.stop();
            decider.giveUp()
                    .forEach(pending -> pending.refuse(new Refused(
                            Errors.BROKER_NOT_AVAILABLE,
                            "The broker is shutting down; the change may still take effect.")));
            publisher.offer(image);
            close(storage);
        });
    }

    private static void close(RaftStorage storage) {
        try {
            storage.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the metadata log could not be closed: {0}", e.getMessage());
        }
    }

    private void route(List<Pending<?>> waiting) {
        if (decider.isActive()) {
            decide(waiting);
        } else if (incumbent.id() >= 0) {
            forwarding.forward(incumbent.id(), waiting);
        } else {
            intake.hold(waiting);
        }
    }

    private void decide(List<Pending<?>> waiting) {
        decider.decide(waiting, image.index(), publisher);
    }

    @Override
    public void restore(long index, byte[] state) {
        MetadataImage restored = decoded(() -> MetadataImageCodec.decode(state));
        decider.skippedTo(index);
        image = restored;
        catchUp.look();
        snapshots.restored(state.length);
        publisher.offer(restored);
    }

    @Override
    public void apply(long index, byte[] entry) {
        MetadataImage before = image;
        Decider.Committed committed = decider.committed(index, entry, before);
        MetadataImage after = committed.image() != null
                ? committed.image()
                : decoded(() -> MetadataApply.apply(before, index, MetadataRecordCodec.decode(entry)));
        image = after;
        publisher.offer(after);
        catchUp.look();
        committed.answers().forEach(pending -> publisher.when(index, pending::release));
        snapshots.takeIfDue(after);
    }

    @Override
    public void leading(long term) {
        LOG.log(Level.INFO, "this broker is the controller from term {0} on", Long.toString(term));
        incumbent.is(raft.self().id());
        decider.lead(image);
        leadingListeners.forEach(Runnable::run);
        catchUp.look();
        intake.flush();
    }

    @Override
    public void following(int leaderId, long term) {
        incumbent.isAnother(leaderId, raft.leaderHeardNanos());
        decider.follow();
        handedOver.complete(null);
        catchUp.look();
        intake.flush();
    }

    @Override
    public void failed(IOException cause) {
        LOG.log(Level.ERROR, "the metadata log has failed; metadata can no longer change", cause);
        incumbent.is(Incumbent.NOBODY);
        hasFailed = true;
        Refused refused = new Refused(Errors.KAFKA_STORAGE_ERROR, "The metadata log has failed: " + cause.getMessage());
        decider.follow();
        List<Pending<?>> inDoubt = decider.giveUp();
        failureListeners.forEach(listener -> listener.accept(cause));
        catchUp.fail(cause);
        intake.fail(refused);
        inDoubt.forEach(pending -> pending.refuse(refused));
    }

    private interface Decoding {
        MetadataImage run() throws IOException;
    }

    /** What cannot be read was written by a newer version, and to skip it would be to fork the metadata: this node stops. */
    private static MetadataImage decoded(Decoding decoding) {
        try {
            return decoding.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
