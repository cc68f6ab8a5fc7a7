@NullMarked
package io.suiro.orders.warehouse;

import org.jspecify.annotations.NullMarked;
