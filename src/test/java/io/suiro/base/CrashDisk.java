package io.suiro.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Real files under one directory, and beside them what a power cut would leave. Until a file is forced, any sectors of its
 * writes and any of its truncations may be lost; until a directory is forced, any number of its latest creations, renames and
 * deletions. {@link #crash} decides by its seed which are, and makes the real files so. One thread.
 */
public final class CrashDisk implements Disk {
    private static final int SECTOR_BYTES = 64;

    private final Path root;
    private final Disk real = new FileSystemDisk();
    private final DirectoryNode tree = new DirectoryNode();
    private final List<DiskFile> open = new ArrayList<>();
    private int writesUntilFailure = -1;

    /** @param root exists and is empty; nothing outside it is forgotten by a crash */
    public CrashDisk(Path root) {
        this.root = root;
    }

    private sealed interface Node {}

    private static final class DirectoryNode implements Node {
        private final Map<String, Node> live = new HashMap<>();
        private final Map<String, Node> durable = new HashMap<>();
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
        private byte[] durable = new byte[0];
        private final List<Change> unforced = new ArrayList<>();

        /** A truncation to the position if nothing is written. */
        private record Change(long position, @Nullable ByteBuffer written) {}
    }

    /** Every later write fails once this many have been done; the failing one leaves half of its bytes. */
    public void failAfterWrites(int count) {
        writesUntilFailure = count;
    }

    /** Ends the process that uses the disk, and the power with it. */
    public void crash(long seed) throws IOException {
        Random random = new Random(seed);
        for (DiskFile file : open) {
            file.close();
        }
        open.clear();
        writesUntilFailure = -1;
        lose(tree, random);
        for (Path name : real.list(root)) {
            real.delete(root.resolve(name));
        }
        write(tree, root);
    }

    private static void lose(DirectoryNode directory, Random random) {
        int pending = directory.unforced.size();
        directory.force(pending == 0 ? 0 : random.nextInt(pending + 1));
        directory.unforced.clear();
        directory.live.clear();
        directory.live.putAll(directory.durable);
        for (Node node : directory.durable.values()) {
            switch (node) {
                case DirectoryNode below -> lose(below, random);
                case FileNode file -> lose(file, random);
            }
        }
    }

    private static void lose(FileNode file, Random random) {
        // All, none, a prefix, or a sprinkle: schedules meet each often enough.
        int kind = random.nextInt(4);
        int prefix = random.nextInt(file.unforced.size() + 1);
        for (int i = 0; i < file.unforced.size(); i++) {
            FileNode.Change change = file.unforced.get(i);
            ByteBuffer written = change.written;
            boolean whole = kind == 0 || (kind == 2 && i < prefix);
            if (written == null) {
                if (whole || (kind == 3 && random.nextBoolean())) {
                    file.durable = Arrays.copyOf(file.durable, (int) change.position);
                }
                continue;
            }
            for (int from = 0; from < written.limit(); from += SECTOR_BYTES) {
                if (whole
                        || (kind == 3 && random.nextBoolean())
                        || (kind == 2 && i == prefix && random.nextBoolean())) {
                    int bytes = Math.min(SECTOR_BYTES, written.limit() - from);
                    int end = (int) change.position + from + bytes;
                    file.durable = Arrays.copyOf(file.durable, Math.max(file.durable.length, end));
                    written.get(from, file.durable, end - bytes, bytes);
                }
            }
        }
        file.unforced.clear();
    }

    private void write(DirectoryNode directory, Path path) throws IOException {
        for (Map.Entry<String, Node> entry : directory.durable.entrySet()) {
            Path below = path.resolve(entry.getKey());
            switch (entry.getValue()) {
                case DirectoryNode next -> {
                    Files.createDirectory(below);
                    write(next, below);
                }
                case FileNode file -> Files.write(below, file.durable);
            }
        }
    }

    private @Nullable Node find(Path path) {
        Node node = tree;
        if (!path.equals(root)) {
            for (Path name : root.relativize(path)) {
                node = node instanceof DirectoryNode directory ? directory.live.get(name.toString()) : null;
            }
        }
        return node;
    }

    private DirectoryNode directory(Path path) {
        if (find(path) instanceof DirectoryNode directory) {
            return directory;
        }
        throw new AssertionError("no directory " + path);
    }

    private DirectoryNode parentOf(Path path) {
        Path parent = path.getParent();
        return parent == null ? tree : directory(parent);
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        DiskFile opened = real.open(file);
        open.add(opened);
        if (find(file) instanceof FileNode found) {
            return new CrashFile(opened, found);
        }
        FileNode created = new FileNode();
        parentOf(file).change(names -> names.put(name(file), created));
        return new CrashFile(opened, created);
    }

    @Override
    public boolean exists(Path path) {
        return real.exists(path);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return real.list(directory);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        if (find(directory) == null) {
            createDirectory(directory);
            DirectoryNode parent = parentOf(directory);
            parent.force(parent.unforced.size());
        }
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        Files.createDirectories(directory);
        DirectoryNode created = new DirectoryNode();
        parentOf(directory).change(names -> names.put(name(directory), created));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        real.rename(from, to);
        parentOf(from).change(names -> {
            Node moved = names.remove(name(from));
            if (moved != null) {
                names.put(name(to), moved);
            }
        });
    }

    @Override
    public void delete(Path path) throws IOException {
        real.delete(path);
        if (find(path) != null) {
            parentOf(path).change(names -> names.remove(name(path)));
        }
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        DirectoryNode node = directory(directory);
        node.force(node.unforced.size());
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
        countWrite();
        Files.write(file, content);
        FileNode replaced = new FileNode();
        replaced.durable = content.clone();
        parentOf(file).change(names -> names.put(name(file), replaced));
        DirectoryNode parent = parentOf(file);
        parent.force(parent.unforced.size());
    }

    @Override
    public byte[] readAll(Path file) throws IOException {
        return real.readAll(file);
    }

    @Override
    public long size(Path file) throws IOException {
        return real.size(file);
    }

    @Override
    public long lastModifiedMs(Path file) throws IOException {
        return real.lastModifiedMs(file);
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        return real.usableBytes(directory);
    }

    @Override
    public long totalBytes(Path directory) throws IOException {
        return real.totalBytes(directory);
    }

    private void countWrite() throws IOException {
        if (writesUntilFailure == 0) {
            throw new IOException("the disk fails as the test asked");
        }
        if (writesUntilFailure > 0) {
            writesUntilFailure--;
        }
    }

    private final class CrashFile implements DiskFile {
        private final DiskFile file;
        private final FileNode node;

        private CrashFile(DiskFile file, FileNode node) {
            this.file = file;
            this.node = node;
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            try {
                countWrite();
            } catch (IOException e) {
                source.limit(source.position() + source.remaining() / 2);
                record(source, position);
                throw e;
            }
            record(source, position);
        }

        private void record(ByteBuffer source, long position) throws IOException {
            ByteBuffer written = ByteBuffer.allocate(source.remaining())
                    .put(source.duplicate())
                    .flip();
            node.unforced.add(new FileNode.Change(position, written));
            file.write(source, position);
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            node.unforced.add(new FileNode.Change(size, null));
            file.truncate(size);
        }

        @Override
        public void force() throws IOException {
            ByteBuffer content = ByteBuffer.allocate((int) file.size());
            file.read(content, 0);
            node.durable = content.array();
            node.unforced.clear();
        }

        @Override
        public FileChannel channel() {
            return file.channel();
        }

        @Override
        public void close() {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            open.remove(file);
        }
    }
}
