package io.suiro.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.base.Disk;
import io.suiro.base.DiskFullException;
import io.suiro.replica.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Under which circumstances a data directory was last written, so that the next life of the broker can tell whether
 * anything may be missing. Stored in {@code suiro.boot}:
 *
 * <pre>
 * version=1
 * boot.id=...       the kernel's random id of the boot, empty where the operating system has none
 * durability=...    replicated or fsync, as it was for that life
 * </pre>
 *
 * An earlier format was the boot's id alone, and says nothing of durability. A kill of the process loses nothing that was
 * written as long as the machine goes on running; with {@code fsync} not even the machine's end loses what counted.
 *
 * <p>A life reads the mark of the one before at its start and puts its own in its place once the controller knows of the
 * life, and what it may have lost: not earlier, or another start would take the loss for reported; and not later than it
 * serves, or its own records would go by the mark of the life before. One thread at a time.
 */
final class BootMark {
    private static final Path KERNEL = Path.of("/proc/sys/kernel/random/boot_id");
    private static final String VERSION = "version=1";

    private final Disk disk;
    private final Path data;
    private final Path file;
    private final String boot;
    private final Durability durability;
    private final String before;

    private BootMark(Disk disk, Path data, String boot, Durability durability) throws IOException {
        this.disk = disk;
        this.data = data;
        this.file = data.resolve("suiro.boot");
        this.boot = boot;
        this.durability = durability;
        this.before = disk.exists(file) ? new String(disk.readAll(file), UTF_8) : "";
    }

    /** The kernel's id of this boot, empty where the operating system has none. */
    static String currentBoot() throws IOException {
        return Files.isReadable(KERNEL) ? Files.readString(KERNEL).strip() : "";
    }

    /**
     * Reads the mark of the life before.
     *
     * @param boot see {@link #currentBoot}
     * @param durability of the life that begins
     */
    static BootMark read(Disk disk, Path data, String boot, Durability durability) throws IOException {
        return new BootMark(disk, data, boot, durability);
    }

    /** Whether nothing that counted can be missing, by the mark of the life before. */
    boolean lostNothing() {
        return wasForced() || (!boot.isEmpty() && boot.equals(bootBefore()));
    }

    /** Whether the life before forced all that counted. */
    boolean wasForced() {
        return Durability.FSYNC.name().toLowerCase(Locale.ROOT).equals(fields().get("durability"));
    }

    /** Puts this life's mark in place, durably. Where there is no room, none is left that claims too much. */
    void replace() throws IOException {
        String now = VERSION + "\nboot.id=" + boot + "\ndurability="
                + durability.name().toLowerCase(Locale.ROOT) + "\n";
        if (now.equals(before)) {
            return;
        }
        try {
            disk.replace(file, now.getBytes(UTF_8));
        } catch (DiskFullException e) {
            disk.delete(file);
            disk.forceDirectory(data);
        }
    }

    private String bootBefore() {
        return before.contains("=") ? fields().getOrDefault("boot.id", "") : before.strip();
    }

    /** None of a version that is not known. */
    private Map<String, String> fields() {
        return before.startsWith(VERSION + "\n")
                ? before.lines()
                        .map(line -> line.split("=", 2))
                        .filter(parts -> parts.length == 2)
                        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (first, second) -> second))
                : Map.of();
    }
}
