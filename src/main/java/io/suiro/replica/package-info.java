/** Partitions that this broker leads: high watermark, acknowledgement and waiting readers. */
@NullMarked
package io.suiro.replica;

import org.jspecify.annotations.NullMarked;
