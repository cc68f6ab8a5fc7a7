package io.suiro.record;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A header of a record; the value may be shared with the batch's buffer, and is not to be written to. */
public record RecordHeader(String key, @Nullable ByteBuffer value) {}
