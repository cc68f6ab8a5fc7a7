/** The console in a real browser, before real brokers with real data. */
@NullMarked
package io.suiro.process.console;

import org.jspecify.annotations.NullMarked;
