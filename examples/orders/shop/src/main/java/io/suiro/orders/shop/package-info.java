/** Orders come in over REST and go out over a channel; what became of them comes back over two others. */
@NullMarked
package io.suiro.orders.shop;

import org.jspecify.annotations.NullMarked;
