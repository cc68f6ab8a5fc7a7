package io.suiro.base;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that does what disks do wrong, when a test says so, by a seed where there is a choice:
 *
 * <ul>
 *   <li>it loses what was not forced when the power goes ({@link #crash}): sectors of writes, truncations, and the latest creations,
 *       renames and deletions of a directory;
 *   <li>an operation fails ({@link #failAfter}): a write leaves a part of its bytes, a force loses for good what it should have
 *       made durable, however often it is called again;
 *   <li>it is full ({@link #capacity}): a write that does not fit leaves what does;
 *   <li>it flips bits ({@link #flipBit}), and takes its time ({@link #onOperation}).
 * </ul>
 *
 * A file has no channel. One thread.
 */
public final class FaultDisk implements Disk {
    private static final int SECTOR_BYTES = 64;

    /** What a disk is asked for. */
    public enum Operation {
        OPEN,
        READ,
        WRITE,
        TRUNCATE,
        FORCE,
        CREATE_DIRECTORY,
        RENAME,
        DELETE,
        FORCE_DIRECTORY
    }

    private final Random random;
    private final DirectoryNode root = new DirectoryNode();
    private final Map<Operation, Integer> failures = new HashMap<>();
    private final List<FileNode> locked = new ArrayList<>();
    private Consumer<Operation> observer = operation -> {};
    private long capacity = Long.MAX_VALUE;
    private long bytesUntilFailure = Long.MAX_VALUE;
    private int life;
    private boolean forceHasFailed;

    public FaultDisk() {
        this(0);
    }

    public FaultDisk(long seed) {
        random = new Random(seed);
    }

    private sealed interface Node {}

    private static final class DirectoryNode implements Node {
        private final Map<String, Node> live = new TreeMap<>();
        private final Map<String, Node> durable = new TreeMap<>();
        private final List<Consumer<Map<String, Node>>> unforced = new ArrayList<>();

        private void change(Consumer<Map<String, Node>> change) {
            change.accept(live);
            unforced.add(change);
        }

        private void force(int count) {
            unforced.subList(0, count).forEach(change -> change.accept(durable));
            unforced.subList(0, count).clear();
        }
    }

    private static final class FileNode implements Node {
        private byte[] live = new byte[0];
        private int size;
        private byte[] durable = new byte[0];
        private final List<Change> unforced = new ArrayList<>();
        /** A force has failed: what had been written by then never becomes durable. */
        private boolean broken;

        /** A truncation to the position if nothing is written. */
        private record Change(int position, @Nullable ByteBuffer written) {}

        private void write(int position, byte[] bytes) {
            int end = position + bytes.length;
            if (end > live.length) {
                live = Arrays.copyOf(live, Math.max(end, live.length * 2));
            }
            System.arraycopy(bytes, 0, live, position, bytes.length);
            size = Math.max(size, end);
        }

        private void truncate(int to) {
            if (to < size) {
                Arrays.fill(live, to, size, (byte) 0);
                size = to;
            }
        }
    }

    // ---- faults

    /** After so many more operations of the kind have succeeded, the next one fails, once. */
    public void failAfter(Operation operation, int successes) {
        failures.put(operation, successes);
    }

    /** The write that would pass this many more bytes does what fits, and fails, as do all that follow. */
    public void failWritesAfterBytes(long bytes) {
        bytesUntilFailure = bytes;
    }

    /** The failures that were asked for and have not come yet are called off. */
    public void failNoMore() {
        failures.clear();
        bytesUntilFailure = Long.MAX_VALUE;
    }

    /** All files together hold no more than this. */
    public void capacity(long bytes) {
        capacity = bytes;
    }

    /** Bytes that all files together hold. */
    public long used() {
        return used(root);
    }

    /** Told of every operation before it is done: time may pass. */
    public void onOperation(Consumer<Operation> told) {
        observer = told;
    }

    /** As cosmic rays do, unnoticed. */
    public void flipBit(Path file, long position) throws IOException {
        FileNode node = file(file);
        node.live[(int) position] ^= 1;
        if (position < node.durable.length) {
            node.durable[(int) position] ^= 1;
        }
    }

    /** Ends the process that uses the disk, and the power with it; what is left is up to the seed. */
    public void crash() {
        processGone();
        forceHasFailed = false;
        lose(root);
    }

    /** As {@link #crash}, but nothing of unforced names is left, and of each file's unforced growth only so many bytes. */
    public void crash(int unforcedBytesKept) {
        processGone();
        forceHasFailed = false;
        keepForced(root, unforcedBytesKept);
    }

    /** Ends the process alone: what was written is there. */
    public void kill() {
        processGone();
    }

    /** Whether a force has failed since the last power failure: what a file should have had, a new process believes it has. */
    public boolean forceHasFailed() {
        return forceHasFailed;
    }

    private void processGone() {
        life++;
        locked.clear();
        failNoMore();
    }

    private void lose(DirectoryNode directory) {
        int pending = directory.unforced.size();
        directory.force(pending == 0 ? 0 : random.nextInt(pending + 1));
        forgetUnforced(directory);
        for (Node node : directory.live.values()) {
            switch (node) {
                case DirectoryNode below -> lose(below);
                case FileNode file -> lose(file);
            }
        }
    }

    private static void forgetUnforced(DirectoryNode directory) {
        directory.unforced.clear();
        directory.live.clear();
        directory.live.putAll(directory.durable);
    }

    private void lose(FileNode file) {
        // All, none, a prefix, or a sprinkle: schedules meet each often enough.
        int kind = random.nextInt(4);
        int prefix = random.nextInt(file.unforced.size() + 1);
        for (int i = 0; i < file.unforced.size(); i++) {
            FileNode.Change change = file.unforced.get(i);
            boolean whole = kind == 0 || (kind == 2 && i < prefix);
            ByteBuffer written = change.written;
            if (written == null) {
                if (whole || (kind == 3 && random.nextBoolean())) {
                    file.durable = Arrays.copyOf(file.durable, change.position);
                }
                continue;
            }
            for (int from = 0; from < written.limit(); from += SECTOR_BYTES) {
                boolean torn = kind == 2 && i == prefix && random.nextBoolean();
                if (whole || torn || (kind == 3 && random.nextBoolean())) {
                    int bytes = Math.min(SECTOR_BYTES, written.limit() - from);
                    int end = change.position + from + bytes;
                    file.durable = Arrays.copyOf(file.durable, Math.max(file.durable.length, end));
                    written.get(from, file.durable, end - bytes, bytes);
                }
            }
        }
        restart(file);
    }

    private static void restart(FileNode file) {
        file.unforced.clear();
        file.live = file.durable.clone();
        file.size = file.durable.length;
        file.broken = false;
    }

    private void keepForced(DirectoryNode directory, int unforcedBytesKept) {
        forgetUnforced(directory);
        for (Node node : directory.live.values()) {
            switch (node) {
                case DirectoryNode below -> keepForced(below, unforcedBytesKept);
                case FileNode file -> {
                    int forced = file.durable.length;
                    int grown = Math.min(Math.max(0, file.size - forced), unforcedBytesKept);
                    file.durable = Arrays.copyOf(file.durable, forced + grown);
                    System.arraycopy(file.live, forced, file.durable, forced, grown);
                    restart(file);
                }
            }
        }
    }

    private boolean fails(Operation operation) {
        observer.accept(operation);
        Integer left = failures.get(operation);
        if (left == null) {
            return false;
        }
        if (left > 0) {
            failures.put(operation, left - 1);
            return false;
        }
        failures.remove(operation);
        return true;
    }

    private void perform(Operation operation) throws IOException {
        if (fails(operation)) {
            throw failure(operation);
        }
    }

    private static IOException failure(Operation operation) {
        return new IOException("the disk fails to " + operation + ", as the test asked");
    }

    private static long used(DirectoryNode directory) {
        long bytes = 0;
        for (Node node : directory.live.values()) {
            bytes += switch (node) {
                case DirectoryNode below -> used(below);
                case FileNode file -> file.size;
            };
        }
        return bytes;
    }

    // ---- names

    private @Nullable Node find(Path path) {
        Node node = root;
        for (Path name : path.toAbsolutePath()) {
            node = node instanceof DirectoryNode directory ? directory.live.get(name.toString()) : null;
        }
        return node;
    }

    private DirectoryNode directory(Path path) throws IOException {
        if (find(path) instanceof DirectoryNode directory) {
            return directory;
        }
        throw new NoSuchFileException(path.toString());
    }

    private FileNode file(Path path) throws IOException {
        if (find(path) instanceof FileNode file) {
            return file;
        }
        throw new NoSuchFileException(path.toString());
    }

    private DirectoryNode parentOf(Path path) throws IOException {
        return directory(Objects.requireNonNull(path.toAbsolutePath().getParent()));
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        perform(Operation.OPEN);
        if (find(file) instanceof FileNode found) {
            return new OpenFile(found);
        }
        FileNode created = new FileNode();
        parentOf(file).change(names -> names.put(name(file), created));
        return new OpenFile(created);
    }

    @Override
    public boolean exists(Path path) {
        return find(path) != null;
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return directory(directory).live.keySet().stream()
                .sorted()
                .map(Path::of)
                .toList();
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null && find(directory) == null) {
            createDirectories(parent);
            createDirectory(directory);
            forceDirectory(parent);
        }
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        perform(Operation.CREATE_DIRECTORY);
        if (exists(directory)) {
            throw new FileAlreadyExistsException(directory.toString());
        }
        DirectoryNode created = new DirectoryNode();
        parentOf(directory).change(names -> names.put(name(directory), created));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        perform(Operation.RENAME);
        if (!exists(from)) {
            throw new NoSuchFileException(from.toString());
        }
        parentOf(from).change(names -> {
            Node moved = names.remove(name(from));
            if (moved != null) {
                names.put(name(to), moved);
            }
        });
    }

    @Override
    public void delete(Path path) throws IOException {
        perform(Operation.DELETE);
        if (exists(path)) {
            parentOf(path).change(names -> names.remove(name(path)));
        }
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        perform(Operation.FORCE_DIRECTORY);
        DirectoryNode node = directory(directory);
        node.force(node.unforced.size());
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try (DiskFile opened = open(temporary)) {
            opened.truncate(0);
            opened.write(ByteBuffer.wrap(content), 0);
            opened.force();
        } catch (DiskFullException e) {
            delete(temporary);
            throw e;
        }
        rename(temporary, file);
        forceDirectory(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    }

    /** So few that files are closed for others all the time. */
    @Override
    public int maxOpenFiles() {
        return 4;
    }

    @Override
    public byte[] readAll(Path file) throws IOException {
        perform(Operation.READ);
        FileNode node = file(file);
        return Arrays.copyOf(node.live, node.size);
    }

    @Override
    public long size(Path file) throws IOException {
        return file(file).size;
    }

    @Override
    public long lastModifiedMs(Path file) {
        return 0;
    }

    @Override
    public long usableBytes(Path directory) {
        return Math.max(0, capacity - used());
    }

    @Override
    public long totalBytes(Path directory) {
        return capacity;
    }

    // ---- files

    private final class OpenFile implements DiskFile {
        private final FileNode node;
        private final int openedAt = life;
        private boolean open = true;

        private OpenFile(FileNode node) {
            this.node = node;
        }

        private void use() {
            if (!open || openedAt != life) {
                throw new AssertionError("a file is used after it was closed, or by a process that has ended");
            }
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            use();
            boolean fails = fails(Operation.WRITE);
            int wanted = source.remaining();
            int grown = (int) Math.max(0, position + wanted - node.size);
            long room = capacity == Long.MAX_VALUE ? Long.MAX_VALUE : capacity - used();
            boolean full = grown > 0 && grown > room;
            int done = wanted;
            if (bytesUntilFailure < Long.MAX_VALUE) {
                done = (int) Math.min(wanted, bytesUntilFailure);
                bytesUntilFailure -= done;
                fails |= done < wanted;
            } else if (fails) {
                done = random.nextInt(wanted + 1);
            } else if (full) {
                done = (int) Math.max(0, wanted - grown + Math.max(0, room));
            }
            byte[] bytes = new byte[done];
            source.get(bytes);
            node.write((int) position, bytes);
            node.unforced.add(new FileNode.Change((int) position, ByteBuffer.wrap(bytes)));
            if (fails) {
                throw failure(Operation.WRITE);
            }
            if (full) {
                throw new DiskFullException("No space left on the disk of this test");
            }
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            use();
            perform(Operation.READ);
            int length = (int) Math.clamp(node.size - position, 0L, target.remaining());
            if (length > 0) {
                target.put(node.live, (int) position, length);
            }
            return length;
        }

        @Override
        public long size() {
            use();
            return node.size;
        }

        @Override
        public void truncate(long size) throws IOException {
            use();
            perform(Operation.TRUNCATE);
            node.truncate((int) size);
            node.unforced.add(new FileNode.Change((int) size, null));
        }

        @Override
        public void force() throws IOException {
            use();
            if (fails(Operation.FORCE)) {
                node.broken = true;
                forceHasFailed = true;
                throw failure(Operation.FORCE);
            }
            if (!node.broken) {
                node.durable = Arrays.copyOf(node.live, node.size);
                node.unforced.clear();
            }
        }

        @Override
        public boolean tryLock() {
            use();
            return !locked.contains(node) && locked.add(node);
        }

        @Override
        public FileChannel channel() {
            throw new UnsupportedOperationException("a file in memory has no channel");
        }

        @Override
        public void close() {
            open = false;
            locked.remove(node);
        }
    }
}
