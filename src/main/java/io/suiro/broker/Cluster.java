package io.suiro.broker;

/**
 * What clients are told of the cluster as a whole.
 *
 * @param id the same on every broker, for ever
 * @param controllerId the broker to which changes of metadata are sent
 */
public record Cluster(String id, int controllerId) {}
