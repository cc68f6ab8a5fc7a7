/** Use cases behind every door (produce, fetch, topics, configs, groups) and the one assembly of the core. */
@NullMarked
package io.suiro.broker;

import org.jspecify.annotations.NullMarked;
