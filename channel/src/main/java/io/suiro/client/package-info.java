/**
 * A client of the broker in its own process: what a Kafka client does by way of a socket, done by calling use cases. Plain Java; knows
 * records as bytes, and neither CDI nor SmallRye.
 */
@NullMarked
package io.suiro.client;

import org.jspecify.annotations.NullMarked;
