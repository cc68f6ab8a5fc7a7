/** Measures a broker of this checkout as it grows, in partitions and in bytes stored: starts, fills, kills and stops it. */
@NullMarked
package io.suiro.bench.scale;

import org.jspecify.annotations.NullMarked;
