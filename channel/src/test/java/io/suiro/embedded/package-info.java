@NullMarked
package io.suiro.embedded;

import org.jspecify.annotations.NullMarked;
