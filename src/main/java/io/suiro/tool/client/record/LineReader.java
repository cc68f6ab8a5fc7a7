package io.suiro.tool.client.record;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Lines as bytes, since a value need not be text. A line ends with LF or CR LF; the last may end with the input. */
final class LineReader {
    private final InputStream input;

    LineReader(InputStream input) {
        this.input = new BufferedInputStream(input, 1 << 16);
    }

    /** The next line without its end, or null if there is none. */
    byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int read = input.read();
        if (read < 0) {
            return null;
        }
        while (read >= 0 && read != '\n') {
            line.write(read);
            read = input.read();
        }
        byte[] bytes = line.toByteArray();
        boolean hasReturn = read == '\n' && bytes.length > 0 && bytes[bytes.length - 1] == '\r';
        return hasReturn ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    }
}
