/** Orders come in, shipments go out, and what cannot be shipped goes to the dead letters. */
@NullMarked
package io.suiro.orders.warehouse;

import org.jspecify.annotations.NullMarked;
