/** An application whose start is measured, with the broker in its process and without. */
@NullMarked
package io.suiro.bench.application;

import org.jspecify.annotations.NullMarked;
