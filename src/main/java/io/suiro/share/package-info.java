/**
 * Share groups at the leaders of partitions (KIP-932): who has which record, until when, and what has become of it.
 */
@NullMarked
package io.suiro.share;

import org.jspecify.annotations.NullMarked;
