/** The transaction coordinator: what belongs to a transaction, how it ends, and the markers that say so in its partitions. */
@NullMarked
package io.suiro.coordinator.txn;

import org.jspecify.annotations.NullMarked;
