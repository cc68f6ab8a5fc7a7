package io.suiro.base;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A disk that forgets what was not forced when it crashes: bytes until {@link DiskFile#force}, names until
 * {@link #forceDirectory}. A file's channel is good for a lock and nothing else. One thread at a time.
 */
public final class MemoryDisk implements Disk {
    private final Map<Path, Content> names = new HashMap<>();
    private final Map<Path, Content> durableNames = new HashMap<>();
    private final Set<Path> directories = new HashSet<>();
    private final List<FileChannel> channels = new ArrayList<>();
    private long failWritesAfterBytes = Long.MAX_VALUE;
    private boolean failForces;

    private static final class Content {
        private byte[] bytes = new byte[0];
        private byte[] durable = new byte[0];
    }

    /** Power fails: of each file's unforced growth only so many bytes are left. */
    public void crash(int unforcedBytesKept) throws IOException {
        for (FileChannel channel : channels) {
            channel.close();
        }
        channels.clear();
        names.clear();
        names.putAll(durableNames);
        for (Content content : names.values()) {
            int grown = Math.max(0, content.bytes.length - content.durable.length);
            byte[] left = Arrays.copyOf(content.durable, content.durable.length + Math.min(grown, unforcedBytesKept));
            if (left.length > content.durable.length) {
                System.arraycopy(
                        content.bytes,
                        content.durable.length,
                        left,
                        content.durable.length,
                        left.length - content.durable.length);
            }
            content.bytes = left;
            content.durable = left.clone();
        }
        failWritesAfterBytes = Long.MAX_VALUE;
        failForces = false;
    }

    /** The write that would pass this many more bytes writes what fits, and fails, as do all that follow. */
    public void failWritesAfter(long bytes) {
        failWritesAfterBytes = bytes;
    }

    public void failForces() {
        failForces = true;
    }

    public void flipBit(Path file, int position) throws IOException {
        byte[] bytes = content(file).bytes;
        bytes[position] ^= 1;
    }

    @Override
    public DiskFile open(Path file) {
        Content content = names.computeIfAbsent(file, absent -> new Content());
        return new OpenFile(content);
    }

    private final class OpenFile implements DiskFile {
        private final Content content;
        private @Nullable FileChannel channel;

        private OpenFile(Content content) {
            this.content = content;
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            int wanted = source.remaining();
            int allowed = (int) Math.min(wanted, failWritesAfterBytes);
            failWritesAfterBytes -= failWritesAfterBytes == Long.MAX_VALUE ? 0 : allowed;
            int end = Math.toIntExact(position) + allowed;
            if (end > content.bytes.length) {
                content.bytes = Arrays.copyOf(content.bytes, end);
            }
            source.get(content.bytes, (int) position, allowed);
            if (allowed < wanted) {
                throw new IOException("no space left on the disk of this test");
            }
        }

        @Override
        public int read(ByteBuffer target, long position) {
            int length = (int) Math.clamp(content.bytes.length - position, 0L, target.remaining());
            target.put(content.bytes, (int) position, length);
            return length;
        }

        @Override
        public long size() {
            return content.bytes.length;
        }

        @Override
        public void truncate(long size) {
            content.bytes = Arrays.copyOf(content.bytes, (int) Math.min(size, content.bytes.length));
        }

        @Override
        public void force() throws IOException {
            if (failForces) {
                throw new IOException("the disk of this test cannot force");
            }
            content.durable = content.bytes.clone();
        }

        @Override
        public FileChannel channel() {
            if (channel == null) {
                channel = channelForLocks();
                channels.add(channel);
            }
            return channel;
        }

        @Override
        public void close() throws IOException {
            if (channel != null) {
                channel.close();
            }
        }
    }

    private static FileChannel channelForLocks() {
        try {
            return FileChannel.open(
                    Files.createTempFile("memory-disk", ".lock"),
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean exists(Path path) {
        return names.containsKey(path) || directories.contains(path);
    }

    @Override
    public List<Path> list(Path directory) {
        return Stream.concat(names.keySet().stream(), directories.stream())
                .filter(path -> directory.equals(path.getParent()))
                .map(Path::getFileName)
                .toList();
    }

    @Override
    public void createDirectories(Path directory) {
        directories.add(directory);
    }

    @Override
    public void createDirectory(Path directory) {
        directories.add(directory);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        names.put(to, content(from));
        names.remove(from);
    }

    @Override
    public void delete(Path path) {
        names.keySet().removeIf(name -> name.startsWith(path));
    }

    @Override
    public void forceDirectory(Path directory) {
        durableNames.keySet().removeIf(name -> directory.equals(name.getParent()));
        names.forEach((name, content) -> {
            if (directory.equals(name.getParent())) {
                durableNames.put(name, content);
            }
        });
    }

    @Override
    public void replace(Path file, byte[] bytes) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        DiskFile open = open(temporary);
        open.truncate(0);
        open.write(ByteBuffer.wrap(bytes), 0);
        open.force();
        open.close();
        rename(temporary, file);
        durableNames.remove(temporary);
        durableNames.put(file, content(file));
    }

    @Override
    public byte[] readAll(Path file) throws IOException {
        return content(file).bytes.clone();
    }

    @Override
    public long size(Path file) throws IOException {
        return content(file).bytes.length;
    }

    @Override
    public long lastModifiedMs(Path file) {
        return 0;
    }

    @Override
    public long usableBytes(Path path) {
        return Long.MAX_VALUE;
    }

    @Override
    public long totalBytes(Path path) {
        return Long.MAX_VALUE;
    }

    private Content content(Path file) throws IOException {
        Content content = names.get(file);
        if (content == null) {
            throw new FileNotFoundException(file.toString());
        }
        return content;
    }
}
