package io.suiro.channel;

import io.suiro.record.StoredRecord;
import org.jspecify.annotations.Nullable;

/**
 * Metadata of a message whose payload is still bytes, for nobody has configured a deserializer: it is decoded once it is known what the application
 * asks for.
 *
 * @param record the one that the message is, null if it is a batch
 * @param batch the batch that it is, null if it is one record
 */
record Undecoded(
        String channel,
        PayloadDecoder decoder,
        PayloadValidation validation,
        @Nullable StoredRecord record,
        @Nullable IncomingBatch batch) {}
