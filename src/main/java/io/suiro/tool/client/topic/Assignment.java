package io.suiro.tool.client.topic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which brokers are to have the replicas of each of some partitions, as it is typed: {@code 0:1,1:2}.
 *
 * @param partitions for each its brokers; the first is the preferred leader
 */
record Assignment(List<List<Integer>> partitions) {
    /** For help. */
    static final String FORM = "The brokers of each partition, as 0:1,1:2; the first of each leads it if it can.";

    /** @throws IllegalArgumentException with what is allowed, if the text has another form */
    static Assignment parse(String text) {
        List<List<Integer>> partitions = new ArrayList<>();
        for (String partition : text.split(",", -1)) {
            List<Integer> brokers = new ArrayList<>();
            for (String broker : partition.split(":", -1)) {
                try {
                    brokers.add(Integer.valueOf(broker));
                } catch (NumberFormatException e) {
                    throw new IllegalArgumentException(
                            "'" + text + "' is not BROKER:...,BROKER:...,... as in 0:1,1:2", e);
                }
            }
            partitions.add(List.copyOf(brokers));
        }
        return new Assignment(List.copyOf(partitions));
    }

    /** By number, from 0. */
    Map<Integer, List<Integer>> byPartition() {
        Map<Integer, List<Integer>> byPartition = new LinkedHashMap<>();
        partitions.forEach(brokers -> byPartition.put(byPartition.size(), brokers));
        return byPartition;
    }
}
