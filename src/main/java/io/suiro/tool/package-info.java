/** Commands on a data directory whose broker is stopped, as the launcher runs them. Knows no container. */
@NullMarked
package io.suiro.tool;

import org.jspecify.annotations.NullMarked;
