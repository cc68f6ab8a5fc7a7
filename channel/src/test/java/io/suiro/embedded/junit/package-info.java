@NullMarked
package io.suiro.embedded.junit;

import org.jspecify.annotations.NullMarked;
