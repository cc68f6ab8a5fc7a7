package io.suiro.tool.client.record;

import org.apache.kafka.clients.producer.ProducerRecord;

/** Makes a record of a line. */
interface LineParser {
    /**
     * The record.
     *
     * @throws LineRefused if the line is none
     */
    ProducerRecord<byte[], byte[]> parse(byte[] line) throws LineRefused;
}
