package io.suiro.coordinator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.kafka.tools.DumpLogSegments;

/** What kafka-dump-log says of a partition of __consumer_offsets. */
public final class DumpLog {
    private DumpLog() {}

    public static String ofOffsets(MemoryStateLog log, Path directory) throws IOException {
        Path segment = Files.createDirectories(directory.resolve("__consumer_offsets-0"))
                .resolve("00000000000000000000.log");
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (ByteBuffer append : log.appends()) {
                file.write(append);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            DumpLogSegments.main(new String[] {"--files", segment.toString(), "--offsets-decoder"});
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
