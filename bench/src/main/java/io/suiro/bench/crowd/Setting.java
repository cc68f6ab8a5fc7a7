package io.suiro.bench.crowd;

import org.apache.kafka.common.Uuid;

/**
 * Where members are, and what they read.
 *
 * @param partitions of the topic
 * @param commitMs from one time that a member asks for its coordinator and commits to the next
 */
record Setting(String bootstrap, String topic, Uuid topicId, int partitions, int commitMs) {}
