/** Kafka's error codes as the domain's vocabulary: one exception and one result type. */
@NullMarked
package io.suiro.error;

import org.jspecify.annotations.NullMarked;
