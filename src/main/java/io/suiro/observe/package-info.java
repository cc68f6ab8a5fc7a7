/** Health checks and Micrometer binders. */
@NullMarked
package io.suiro.observe;

import org.jspecify.annotations.NullMarked;
