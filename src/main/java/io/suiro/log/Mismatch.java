package io.suiro.log;

/**
 * Where an index file is not what its segment's batches make of it.
 *
 * @param position of the entry in the file, or of what is none; -1 if the file is missing
 */
public record Mismatch(int position, String what) {}
