/** One table of Kafka's topic and broker settings: names, types, defaults, checks and documentation. */
@NullMarked
package io.suiro.config;

import org.jspecify.annotations.NullMarked;
