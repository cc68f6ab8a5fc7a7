/** Settings and brokers of a cluster, from the command line. */
@NullMarked
package io.suiro.tool.client.config;

import org.jspecify.annotations.NullMarked;
