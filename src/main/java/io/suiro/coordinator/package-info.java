/** Runs a state machine on an internal partition: decide, append, apply, answer once committed. */
@NullMarked
package io.suiro.coordinator;

import org.jspecify.annotations.NullMarked;
