package io.suiro.log.clean;

import java.util.function.BooleanSupplier;

/**
 * What a cleaning may use.
 *
 * @param mapBytes of memory for the offset map, at most ({@code log.cleaner.dedupe.buffer.size})
 * @param mapLoadFactor share of it that is filled ({@code log.cleaner.io.buffer.load.factor})
 * @param bufferBytes that are gathered before they are written ({@code log.cleaner.io.buffer.size})
 * @param cancelled asked now and then; true ends the cleaning
 * @param throttle of its reads and writes ({@code log.cleaner.io.max.bytes.per.second})
 */
public record CleaningLimits(
        long mapBytes, double mapLoadFactor, int bufferBytes, BooleanSupplier cancelled, Throttle throttle) {}
