package io.suiro.process.cluster;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * One fault that was.
 *
 * @param led partitions that the victims led when it began
 * @param waits of each partition's writes, from when it began to when everything was as before
 * @param recoveredMs from when it began to when all replicas were in sync again
 */
record Fault(
        FaultKind kind,
        List<Integer> victims,
        Set<TopicPartition> led,
        Map<TopicPartition, Waits.Wait> waits,
        long recoveredMs) {}
