/** What the JVMs of the broker and of the commands are put to while they record what their caches are made from. */
@NullMarked
package io.suiro.tool.train;

import org.jspecify.annotations.NullMarked;
