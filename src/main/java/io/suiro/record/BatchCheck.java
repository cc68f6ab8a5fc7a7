package io.suiro.record;

import io.suiro.error.Refused;
import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.Errors;

/**
 * What a broker checks of batches that a client sends, before it stamps and stores them. One pass, nothing allocated
 * per record, positions and limits left alone.
 *
 * <p>Uncompressed records are walked: each must lie within its length and the batch, offset deltas must count 0, 1, 2
 * ..., and there must be as many as the header says. A maxTimestamp that is not that of the records is corrected in
 * place, with the checksum, as Kafka does, because time indexes are built from it.
 *
 * <p>Compressed records stay compressed unless the topic needs their keys (compaction); then they are walked as well.
 * Otherwise the header is taken at its word once it agrees with itself, where Kafka decompresses to look. The price: a
 * producer that lies inside a compressed batch gets it stored. It harms that batch alone, for offsets are counted by
 * headers: the log stays dense and every other batch readable, and a reader that refuses the batch can step over it by
 * its last offset.
 *
 * <p>As Kafka: one batch for each partition from an idempotent producer. Beyond Kafka, which refuses more than one
 * batch from any producer: several plain batches are taken. Beyond Kafka too: client batches marked LogAppendTime or
 * with a delete horizon, which are the broker's to set, are refused on every topic.
 */
public final class BatchCheck {
    private static final int DELETE_HORIZON = 0x40;

    private BatchCheck() {}

    /**
     * Checks all batches between position and limit; the caller owns the buffer.
     *
     * @throws Refused CORRUPT_MESSAGE, INVALID_RECORD, UNSUPPORTED_FOR_MESSAGE_FORMAT, MESSAGE_TOO_LARGE,
     *     UNSUPPORTED_COMPRESSION_TYPE or INVALID_TIMESTAMP
     */
    public static void check(ByteBuffer batches, BatchRules rules, long nowMs) {
        int end = batches.limit();
        int at = batches.position();
        if (at == end) {
            throw invalid("no batch for the partition");
        }
        int count = 0;
        boolean idempotent = false;
        while (at < end) {
            checkShape(batches, at, end);
            checkHeader(batches, at, rules);
            checkRecords(batches, at, rules, nowMs);
            count++;
            idempotent |= Batch.producerId(batches, at) >= 0;
            at += Batch.sizeInBytes(batches, at);
        }
        if (idempotent && count > 1) {
            throw invalid("an idempotent producer sends one batch for each partition, not " + count);
        }
    }

    /** That it is a whole batch of format 2: what must hold before any other field may be looked at. */
    private static void checkShape(ByteBuffer batches, int at, int end) {
        int left = end - at;
        if (left <= Batch.MAGIC_AT) {
            throw invalid("the last batch is cut short");
        }
        byte magic = Batch.magic(batches, at);
        if (magic == 0 || magic == 1) {
            throw new Refused(Errors.UNSUPPORTED_FOR_MESSAGE_FORMAT, "message format " + magic + " is no longer taken");
        }
        if (magic != Batch.MAGIC) {
            throw new Refused(Errors.CORRUPT_MESSAGE, "no message format has the number " + magic);
        }
        int length = batches.getInt(at + Batch.LENGTH_AT);
        if (length < Batch.HEADER_BYTES - Batch.LOG_OVERHEAD_BYTES) {
            throw new Refused(Errors.CORRUPT_MESSAGE, "a batch of " + length + " bytes is less than its header");
        }
        if (length > left - Batch.LOG_OVERHEAD_BYTES) {
            throw invalid("the last batch is cut short");
        }
    }

    private static void checkHeader(ByteBuffer batches, int at, BatchRules rules) {
        int size = Batch.sizeInBytes(batches, at);
        if (Batch.baseOffset(batches, at) != 0) {
            throw invalid("base offset " + Batch.baseOffset(batches, at) + ": a producer's batches start at 0");
        }
        if (size > rules.maxMessageBytes()) {
            throw new Refused(
                    Errors.MESSAGE_TOO_LARGE,
                    "a batch of " + size + " bytes, max.message.bytes is " + rules.maxMessageBytes());
        }
        if (!Checksum.matches(batches, at)) {
            throw new Refused(Errors.CORRUPT_MESSAGE, "the checksum of a batch does not match");
        }
        int count = Batch.count(batches, at);
        if (count <= 0 || count - 1 != Batch.lastOffsetDelta(batches, at)) {
            throw invalid("count " + count + " and last offset delta " + Batch.lastOffsetDelta(batches, at));
        }
        if (Batch.isControl(batches, at)) {
            throw invalid("clients do not write control records");
        }
        checkProducer(batches, at);
        if (Batch.isLogAppendTime(batches, at)) {
            throw new Refused(Errors.INVALID_TIMESTAMP, "producers do not set the timestamp type to LogAppendTime");
        }
        if ((Batch.attributes(batches, at) & DELETE_HORIZON) != 0) {
            throw invalid("producers do not set a delete horizon");
        }
    }

    private static void checkProducer(ByteBuffer batches, int at) {
        long producerId = Batch.producerId(batches, at);
        if (producerId >= 0) {
            if (Batch.producerEpoch(batches, at) < 0 || Batch.baseSequence(batches, at) < 0) {
                throw invalid("producer id " + producerId + " with epoch " + Batch.producerEpoch(batches, at)
                        + " and sequence " + Batch.baseSequence(batches, at));
            }
        } else if (producerId != Batch.NO_PRODUCER_ID || Batch.isTransactional(batches, at)) {
            throw invalid("producer id " + producerId);
        }
    }

    private static void checkRecords(ByteBuffer batches, int at, BatchRules rules, long nowMs) {
        Codec codec = Codec.of(Batch.codec(batches, at));
        if (codec != Codec.NONE && !rules.compacted()) {
            checkTimestamp(Batch.baseTimestamp(batches, at), rules, nowMs);
            checkTimestamp(Batch.maxTimestamp(batches, at), rules, nowMs);
            return;
        }
        walkRecords(batches, at, rules, nowMs);
    }

    /** The check of each record, decompressing if need be, of a batch whose header is as it should be. */
    static void walkRecords(ByteBuffer batches, int at, BatchRules rules, long nowMs) {
        long maxTimestamp = maxTimestampOf(batches, at, rules, nowMs);
        if (maxTimestamp != Batch.maxTimestamp(batches, at)) {
            batches.putLong(at + Batch.MAX_TIMESTAMP_AT, maxTimestamp);
            Checksum.rewrite(batches, at);
        }
    }

    private static long maxTimestampOf(ByteBuffer batches, int at, BatchRules rules, long nowMs) {
        long baseTimestamp = Batch.baseTimestamp(batches, at);
        int count = Batch.count(batches, at);
        long maxTimestamp = Batch.NO_TIMESTAMP;
        try (var input = RecordInput.open(batches, at, Fault.CLIENT)) {
            var cursor = new RecordCursor(input);
            for (int i = 0; i < count; i++) {
                boolean hasKey = cursor.skip();
                if (cursor.offsetDelta() != i) {
                    throw invalid("record " + i + " has the offset delta " + cursor.offsetDelta());
                }
                if (rules.compacted() && !hasKey) {
                    throw invalid("a compacted topic takes no record without a key, as record " + i + " is");
                }
                long timestamp = baseTimestamp + cursor.timestampDelta();
                checkTimestamp(timestamp, rules, nowMs);
                maxTimestamp = Math.max(maxTimestamp, timestamp);
            }
            if (!input.atEnd()) {
                throw invalid("bytes follow the last of " + count + " records");
            }
        }
        return maxTimestamp;
    }

    private static void checkTimestamp(long timestamp, BatchRules rules, long nowMs) {
        if (!rules.allows(timestamp, nowMs)) {
            throw new Refused(
                    Errors.INVALID_TIMESTAMP,
                    "timestamp " + timestamp + " is out of range at " + nowMs + ": at most "
                            + rules.timestampBeforeMaxMs() + " ms before and " + rules.timestampAfterMaxMs()
                            + " ms after");
        }
    }

    private static Refused invalid(String detail) {
        return new Refused(Errors.INVALID_RECORD, detail);
    }
}
