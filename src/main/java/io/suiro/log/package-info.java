/** One partition on disk: segments, indexes, producer state, leader epochs, recovery and retention. */
@NullMarked
package io.suiro.log;

import org.jspecify.annotations.NullMarked;
