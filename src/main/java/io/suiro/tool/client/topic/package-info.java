/** The topics of a cluster, from the command line. */
@NullMarked
package io.suiro.tool.client.topic;

import org.jspecify.annotations.NullMarked;
