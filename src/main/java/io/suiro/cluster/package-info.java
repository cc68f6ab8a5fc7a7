/** Metadata as a replicated state machine: image, commands, decide and apply, and the log behind them. */
@NullMarked
package io.suiro.cluster;

import org.jspecify.annotations.NullMarked;
