package io.suiro.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.base.Clock;
import io.suiro.base.Disk;
import io.suiro.base.DiskFullException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * One data directory, laid out as Kafka's: a lock, meta.properties, one directory per partition, checkpoints, and the clean
 * shutdown marker.
 *
 * <pre>
 * .lock   meta.properties   .kafka_cleanshutdown
 * recovery-point-offset-checkpoint   log-start-offset-checkpoint   cleaner-offset-checkpoint
 * replication-offset-checkpoint   high watermarks of partitions with more than one replica
 * orders-0/   00000000000000000000.log .index .timeindex   00000000000000001024.snapshot
 *             leader-epoch-checkpoint   partition.metadata
 * orders-1.4NJLf7wQSmyT2mmbKWyBVA-delete/   of a deleted topic, until its delay has passed
 * </pre>
 *
 * After the first {@link IOException} it is offline and stays so: everything in it answers KAFKA_STORAGE_ERROR. Without room for a
 * write it is full, and refuses writes with the same code until there is.
 */
public final class LogDirectory {
    private static final Logger LOG = System.getLogger(LogDirectory.class.getName());
    /** Free bytes that end the state of being full, where no write has done so before. */
    private static final long ROOM_BYTES = 16 << 20;

    private static final String CLEAN_SHUTDOWN_CONTENT = "{\"version\":0,\"brokerEpoch\":-1}";

    private final Disk disk;
    private final Path root;
    private final Clock clock;
    private final DirectoryHealth health;
    private final OpenFiles openFiles;
    private final DirectoryLock lock;
    private final DirectoryIdentity identity;
    private final boolean clean;
    /** Whether compaction may have left gaps anywhere. */
    private final boolean anywhereCleaned;

    private final DirectoryCheckpoints checkpoints;
    private final PendingDeletes pending = new PendingDeletes();
    private final Map<TopicPartition, PartitionLog> logs = new ConcurrentHashMap<>();
    /** Found after an unclean end and not opened so far. */
    private final Set<TopicPartition> unrecovered = ConcurrentHashMap.newKeySet();

    private volatile boolean created;

    private LogDirectory(
            Disk disk, Path root, Clock clock, DirectoryLock lock, DirectoryIdentity identity, boolean clean)
            throws IOException {
        this.disk = disk;
        this.root = root;
        this.clock = clock;
        this.health = new DirectoryHealth(root);
        this.openFiles = new OpenFiles(health, disk.maxOpenFiles() / 4 * 3);
        this.lock = lock;
        this.identity = identity;
        this.clean = clean;
        Set<TopicPartition> present = new HashSet<>();
        for (Path name : disk.list(root)) {
            TopicPartition topicPartition = FileNames.topicPartition(name.toString());
            if (topicPartition != null) {
                present.add(topicPartition);
            } else if (name.toString().endsWith(FileNames.DELETED_DIRECTORY)) {
                pending.add(root.resolve(name), clock.nowMs());
            }
        }
        if (!clean) {
            unrecovered.addAll(present);
        }
        this.checkpoints = new DirectoryCheckpoints(disk, root, present);
        this.anywhereCleaned = !checkpoints.knowsRecoveryPoints() || KilledKafka.isMarked(disk, root);
    }

    /**
     * Locks and reads the directory, creating it if it is absent; partitions are opened one by one after that.
     *
     * @throws IOException also if another process has it, or if it belongs to another cluster or broker
     */
    public static LogDirectory open(Disk disk, Path root, String clusterId, int brokerId, Clock clock)
            throws IOException {
        disk.createDirectories(root);
        DirectoryLock lock = DirectoryLock.acquire(disk, root);
        try {
            DirectoryIdentity identity = DirectoryIdentity.claim(disk, root, clusterId, brokerId);
            Path marker = root.resolve(FileNames.CLEAN_SHUTDOWN);
            boolean clean = disk.exists(marker);
            LogDirectory directory = new LogDirectory(disk, root, clock, lock, identity, clean);
            if (!clean && !directory.partitions().isEmpty()) {
                LOG.log(Level.INFO, "{0} was not shut down cleanly: its logs are recovered", root);
            }
            if (clean) {
                // It speaks of the run before this one, and must not survive a crash of this one.
                disk.delete(marker);
                KilledKafka.forget(disk, root);
                disk.forceDirectory(root);
            }
            return directory;
        } catch (IOException e) {
            try {
                lock.release();
            } catch (IOException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }

    public Path root() {
        return root;
    }

    /** From meta.properties: stays with the directory for life. */
    public Uuid directoryId() {
        return identity.directoryId();
    }

    /** Whether the last run ended with {@link #close}; if not, logs are recovered as they are opened. */
    public boolean wasShutDownCleanly() {
        return clean;
    }

    public boolean isOnline() {
        return health.isOnline();
    }

    /** What took it offline; null while it is online. */
    public @Nullable IOException failure() {
        return health.cause();
    }

    /** Whether there was no room for the last write; it stays online, and what was written is read. */
    public boolean isFull() {
        return health.isFull();
    }

    /** From now on told how many nanoseconds each force of a log took, on the thread that waited for it. */
    public void observeForces(LongConsumer tookNanos) {
        health.observeForces(tookNanos);
    }

    /** Called once, by whichever thread met the first IOException; at once if that has been. */
    public void onOffline(Consumer<IOException> listener) {
        health.onOffline(listener);
    }

    /** Takes the directory offline, for good; the first cause is kept and logged. Any thread. */
    public void fail(IOException cause) {
        health.fail(cause);
    }

    /** A partition found on disk; the topic id is from partition.metadata, {@link Uuid#ZERO_UUID} if that is missing. */
    public record Found(TopicPartition topicPartition, Uuid topicId) {}

    public List<Found> partitions() throws IOException {
        return onDisk(() -> {
            List<Found> found = new ArrayList<>();
            for (Path name : disk.list(root)) {
                TopicPartition topicPartition = FileNames.topicPartition(name.toString());
                if (topicPartition != null) {
                    Uuid topicId = new PartitionFiles(disk, root.resolve(name)).topicId();
                    found.add(new Found(topicPartition, topicId == null ? Uuid.ZERO_UUID : topicId));
                }
            }
            return found;
        });
    }

    /**
     * Opens (recovering after an unclean end) or creates a partition's log. Different partitions may be opened in
     * parallel. One that is created forces nothing, so that a thousand cost little: {@link #forceCreated} must follow
     * before anything is appended.
     *
     * @throws IOException if the disk fails; a corrupt tail is cut, not an error
     * @throws io.suiro.error.Refused INCONSISTENT_TOPIC_ID if the files are those of another topic of that name
     */
    public PartitionLog openLog(TopicPartition topicPartition, Uuid topicId, LogConfig config) throws IOException {
        return onDisk(() -> {
            if (logs.containsKey(topicPartition)) {
                throw new IllegalStateException("the log of " + topicPartition + " is open");
            }
            Path directory = root.resolve(FileNames.directory(topicPartition));
            if (!disk.exists(directory)) {
                checkpoints.forget(topicPartition);
                disk.createDirectory(directory);
                created = true;
            }
            PartitionFiles files = new PartitionFiles(disk, directory);
            boolean metadataWritten = files.claim(topicId);
            long recoveryPoint = checkpoints.recoveryPoint(topicPartition);
            LogLoad load = new LogLoad(
                    topicPartition,
                    files,
                    health,
                    openFiles,
                    clock,
                    config,
                    clean,
                    recoveryPoint,
                    checkpoints.cleanedTo(topicPartition),
                    config.compacts() && anywhereCleaned);
            LogState state = load.load(checkpoints.logStart(topicPartition));
            if (!clean) {
                forgetLost(topicPartition, state.view.logEndOffset);
            }
            LogForce force = new LogForce(state, load.recoveryPoint(), metadataWritten);
            PartitionLog log = new PartitionLog(topicId, state, force, pending, checkpoints);
            logs.put(topicPartition, log);
            unrecovered.remove(topicPartition);
            return log;
        });
    }

    /** What is appended next must not be taken for what a checkpoint knows of, and a power failure has taken away. */
    private void forgetLost(TopicPartition topicPartition, long logEndOffset) throws IOException {
        try {
            checkpoints.truncated(topicPartition, logEndOffset);
        } catch (DiskFullException e) {
            health.full(e);
        }
    }

    /** Makes the directories durable of all partitions that have been created before the call. */
    public void forceCreated() throws IOException {
        onDisk(() -> {
            if (created) {
                created = false;
                disk.forceDirectory(root);
            }
            return this;
        });
    }

    /**
     * Closes the log and renames its directory away at once; files go after the config's delete delay. Lane only, or
     * once nobody appends any more.
     */
    public void deleteLog(PartitionLog log) throws IOException {
        onDisk(() -> {
            log.close();
            logs.remove(log.topicPartition(), log);
            renameAway(log.topicPartition(), log.config().fileDeleteDelayMs());
            checkpoints.drop(log.topicPartition());
            return log;
        });
    }

    /** As {@link #deleteLog}, for a directory whose topic no longer exists and which was not opened; without a delay. */
    public void deleteStray(Found found) throws IOException {
        onDisk(() -> {
            if (logs.containsKey(found.topicPartition())) {
                throw new IllegalStateException("the log of " + found.topicPartition() + " is open");
            }
            renameAway(found.topicPartition(), 0);
            checkpoints.drop(found.topicPartition());
            unrecovered.remove(found.topicPartition());
            return found;
        });
    }

    private void renameAway(TopicPartition topicPartition, long delayMs) throws IOException {
        Path renamed = root.resolve(FileNames.deletedDirectory(topicPartition));
        disk.rename(root.resolve(FileNames.directory(topicPartition)), renamed);
        disk.forceDirectory(root);
        pending.add(renamed, clock.nowMs() + delayMs);
    }

    /** Makes durable what the logs hold that are open, also where a kill has left it unforced. Any thread but event loops. */
    public void force() throws IOException {
        onDisk(() -> {
            for (PartitionLog log : logs.values()) {
                log.force();
            }
            return this;
        });
    }

    /**
     * Forces the segments that no log appends to any more, then writes recovery-point and log-start checkpoints; called
     * now and then. Any thread but event loops.
     */
    public void checkpoint() throws IOException {
        onDisk(() -> {
            for (PartitionLog log : logs.values()) {
                log.forceSealed();
            }
            checkpoints.update(logs);
            return this;
        });
    }

    /** Deletes files whose delay has passed, and looks whether there is room again. Any thread but event loops. */
    public void purge(long nowMs) throws IOException {
        onDisk(() -> {
            pending.purge(disk, nowMs);
            if (health.isFull() && disk.usableBytes(root) >= ROOM_BYTES) {
                health.hasRoom();
            }
            return this;
        });
    }

    public long usableBytes() throws IOException {
        return onDisk(() -> disk.usableBytes(root));
    }

    public long totalBytes() throws IOException {
        return onDisk(() -> disk.totalBytes(root));
    }

    /**
     * Forces all logs, writes indexes, snapshots, checkpoints and the clean shutdown marker, releases the lock. Nobody may
     * append any more. A directory that is offline, in which there is no room for these, or with a log that had to be
     * recovered and was not, is left to be recovered.
     */
    public void close() throws IOException {
        close(true);
    }

    /** As {@link #close}, but leaves no marker: what an unclean end may have lost, nobody has been told. */
    public void closeUnmarked() throws IOException {
        close(false);
    }

    private void close(boolean mark) throws IOException {
        try {
            if (health.isOnline()) {
                closeCleanly(mark);
            }
        } finally {
            logs.values().forEach(PartitionLog::close);
            lock.release();
        }
    }

    private void closeCleanly(boolean mark) throws IOException {
        try {
            boolean room = true;
            for (PartitionLog log : logs.values()) {
                room &= hasRoom(log::closeCleanly);
            }
            room = room && hasRoom(() -> checkpoints.update(logs));
            if (mark && unrecovered.isEmpty()) {
                room = room
                        && hasRoom(() -> disk.replace(
                                root.resolve(FileNames.CLEAN_SHUTDOWN), CLEAN_SHUTDOWN_CONTENT.getBytes(UTF_8)));
            }
            if (!room) {
                LOG.log(Level.WARNING, "{0} has no room for a clean end: its logs will be recovered", root);
            }
        } catch (IOException e) {
            health.fail(e);
            throw e;
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private static boolean hasRoom(Step step) throws IOException {
        try {
            step.run();
            return true;
        } catch (DiskFullException e) {
            return false;
        }
    }

    private interface DiskWork<T> {
        T run() throws IOException;
    }

    private <T> T onDisk(DiskWork<T> work) throws IOException {
        health.checkOnline();
        try {
            return work.run();
        } catch (DiskFullException e) {
            throw health.full(e);
        } catch (IOException e) {
            health.fail(e);
            throw e;
        }
    }
}
