@NullMarked
package io.suiro.orders.together;

import org.jspecify.annotations.NullMarked;
