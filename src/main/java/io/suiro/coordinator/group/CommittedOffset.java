package io.suiro.coordinator.group;

import org.apache.kafka.common.Uuid;

/**
 * How far a group has got in one partition.
 *
 * @param offset of the next record it wants
 * @param leaderEpoch of the last record it has seen, -1 if not known
 * @param metadata whatever the client stored with it
 * @param commitTimestampMs wall clock
 * @param expireTimestampMs wall clock; when it expires whatever the group does, -1 unless the client asked for that
 * @param topicId zero if the client named the topic only
 */
record CommittedOffset(
        long offset, int leaderEpoch, String metadata, long commitTimestampMs, long expireTimestampMs, Uuid topicId) {}
