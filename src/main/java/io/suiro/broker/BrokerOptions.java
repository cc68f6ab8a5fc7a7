package io.suiro.broker;

import io.suiro.config.StaticSettings;
import java.nio.file.Path;

/**
 * What a broker is started with.
 *
 * @param data the data directory, created if it is absent
 * @param settings who it is, and the broker settings that differ from the defaults
 * @param lanes threads that own partitions
 */
public record BrokerOptions(Path data, StaticSettings settings, int lanes) {}
