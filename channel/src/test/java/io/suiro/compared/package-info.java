/** The connector beside SmallRye's Kafka connector, in applications that differ in their configuration alone, on one broker. */
@NullMarked
package io.suiro.compared;

import org.jspecify.annotations.NullMarked;
