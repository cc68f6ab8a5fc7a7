/** {@code ./suiro bench}: how fast a running broker takes and gives records. */
@NullMarked
package io.suiro.tool.client.bench;

import org.jspecify.annotations.NullMarked;
