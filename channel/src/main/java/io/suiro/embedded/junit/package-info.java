/** The embedded broker in JUnit's hands, for tests of applications without Quarkus. */
@NullMarked
package io.suiro.embedded.junit;

import org.jspecify.annotations.NullMarked;
