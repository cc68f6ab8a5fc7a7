@NullMarked
package io.suiro.orders.shop;

import org.jspecify.annotations.NullMarked;
