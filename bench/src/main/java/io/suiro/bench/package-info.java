/**
 * JMH benchmarks of the hot paths, and the main class of the programs that put load on a whole broker. The README of this
 * project tells what there is and how to run it.
 */
@NullMarked
package io.suiro.bench;

import org.jspecify.annotations.NullMarked;
