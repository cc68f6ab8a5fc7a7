/** What compaction decides and remembers, without files: latest offsets of keys, fate of transactions, what survives. */
@NullMarked
package io.suiro.log.clean;

import org.jspecify.annotations.NullMarked;
