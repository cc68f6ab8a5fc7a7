/** The broker in somebody else's process: an application's, or a test's. */
@NullMarked
package io.suiro.embedded;

import org.jspecify.annotations.NullMarked;
