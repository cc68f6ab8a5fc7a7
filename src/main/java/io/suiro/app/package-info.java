/** The Quarkus application: reads its configuration, assembles the broker from it, starts it and stops it. */
@NullMarked
package io.suiro.app;

import org.jspecify.annotations.NullMarked;
