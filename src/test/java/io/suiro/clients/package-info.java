/** Kafka's clients and tools, and those of others, against a whole broker. */
@NullMarked
package io.suiro.clients;

import org.jspecify.annotations.NullMarked;
