package io.suiro.log;

import java.nio.file.Path;
import org.apache.kafka.common.TopicPartition;

/**
 * A damaged stretch of a partition's segment, as an operator is told of it.
 *
 * @param position of its first byte in the file
 * @param offset the first that is lost
 * @param what is wrong there
 */
public record CorruptBatch(TopicPartition topicPartition, Path file, int position, long offset, String what) {}
