package io.suiro.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.record.StoredRecord;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which records are wanted: all conditions have to hold. Texts are looked for as UTF-8 in the bytes, whatever these are shown as.
 *
 * @param key part of the key
 * @param value part of the value
 * @param headers each {@code NAME}, a header that is to be there, or {@code NAME:TEXT}, part of its value
 */
record RecordFilter(@Nullable String key, @Nullable String value, List<String> headers) {

    boolean matches(StoredRecord record) {
        return contains(record.key(), key)
                && contains(record.value(), value)
                && headers.stream().allMatch(header -> hasHeader(record, header));
    }

    private static boolean hasHeader(StoredRecord record, String wanted) {
        int colon = wanted.indexOf(':');
        String name = colon < 0 ? wanted : wanted.substring(0, colon);
        String part = colon < 0 ? null : wanted.substring(colon + 1);
        return record.headers().stream()
                .anyMatch(header -> header.key().equals(name) && contains(header.value(), part));
    }

    private static boolean contains(@Nullable ByteBuffer bytes, @Nullable String part) {
        if (part == null) {
            return true;
        }
        if (bytes == null) {
            return false;
        }
        byte[] wanted = part.getBytes(UTF_8);
        int last = bytes.limit() - wanted.length;
        for (int at = bytes.position(); at <= last; at++) {
            int same = 0;
            while (same < wanted.length && bytes.get(at + same) == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                return true;
            }
        }
        return false;
    }
}
