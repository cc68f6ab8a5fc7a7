/** Records from and to the shell: {@code ./suiro produce} and {@code ./suiro consume}. */
@NullMarked
package io.suiro.tool.client.record;

import org.jspecify.annotations.NullMarked;
