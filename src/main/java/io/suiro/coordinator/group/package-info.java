/** Consumer groups of the classic protocol, and the offsets they commit. */
@NullMarked
package io.suiro.coordinator.group;

import org.jspecify.annotations.NullMarked;
