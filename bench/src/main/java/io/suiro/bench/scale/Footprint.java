package io.suiro.bench.scale;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a JVM on this machine (Linux) occupies.
 *
 * @param heapBytes used right after a full collection
 * @param residentBytes of memory: all that the process has ever touched of its heap is in it
 * @param besideHeapBytes the same without the heap's address range: code, metadata of classes, stacks, buffers and mapped
 *     files, which is what grows with partitions whatever the heap's size
 */
record Footprint(long heapBytes, long residentBytes, long besideHeapBytes) {
    private static final Pattern HEAP_USED = Pattern.compile("used (\\d+)K \\[0x([0-9a-f]+), 0x([0-9a-f]+)\\)");
    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-[0-9a-f]+ .*");
    private static final Pattern RESIDENT = Pattern.compile("Rss: +(\\d+) kB");
    private static final Pattern OPEN_FILES_LIMIT = Pattern.compile("Max open files +(\\d+)");
    private static final int HEX = 16;
    private static final long KIBIBYTE = 1024;

    /** Makes the process collect its garbage first. */
    static Footprint of(long pid) throws IOException {
        jcmd(pid, "GC.run");
        return of(jcmd(pid, "GC.heap_info"), Files.readAllLines(Path.of("/proc/" + pid + "/smaps")));
    }

    /**
     * From what the machine says.
     *
     * @param heapInfo as jcmd's GC.heap_info prints it for G1
     * @param smaps lines of /proc/PID/smaps
     */
    static Footprint of(String heapInfo, List<String> smaps) throws IOException {
        Matcher heap = HEAP_USED.matcher(heapInfo);
        if (!heap.find()) {
            throw new IOException("no '" + HEAP_USED + "' in: " + heapInfo);
        }
        long heapStart = Long.parseUnsignedLong(heap.group(2), HEX);
        long heapEnd = Long.parseUnsignedLong(heap.group(3), HEX);
        long resident = 0;
        long besideHeap = 0;
        boolean inHeap = false;
        for (String line : smaps) {
            Matcher mapping = MAPPING.matcher(line);
            Matcher rss = RESIDENT.matcher(line);
            if (mapping.matches()) {
                long address = Long.parseUnsignedLong(mapping.group(1), HEX);
                inHeap = address >= heapStart && address < heapEnd;
            } else if (rss.matches()) {
                long bytes = Long.parseLong(rss.group(1)) * KIBIBYTE;
                resident += bytes;
                besideHeap += inHeap ? 0 : bytes;
            }
        }
        return new Footprint(Long.parseLong(heap.group(1)) * KIBIBYTE, resident, besideHeap);
    }

    /** Descriptors that are open, sockets and jars among them. */
    static long openFiles(long pid) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return files.count();
        }
    }

    /** How many descriptors the process may open (ulimit -n). */
    static long openFilesLimit(long pid) throws IOException {
        String limits = Files.readString(Path.of("/proc/" + pid + "/limits"));
        Matcher limit = OPEN_FILES_LIMIT.matcher(limits);
        if (!limit.find()) {
            throw new IOException("no '" + OPEN_FILES_LIMIT + "' in: " + limits);
        }
        return Long.parseLong(limit.group(1));
    }

    private static String jcmd(long pid, String command) throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }
}
