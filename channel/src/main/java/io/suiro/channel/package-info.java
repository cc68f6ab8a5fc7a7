/**
 * The channel door: a SmallRye Reactive Messaging connector named {@code suiro}, whose channels are topics of the broker in the
 * application's process.
 */
@NullMarked
package io.suiro.channel;

import org.jspecify.annotations.NullMarked;
