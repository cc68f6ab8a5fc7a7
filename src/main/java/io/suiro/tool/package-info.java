/** The commands that the launcher runs, on a data directory whose broker is stopped or to a running one. Knows no container. */
@NullMarked
package io.suiro.tool;

import org.jspecify.annotations.NullMarked;
