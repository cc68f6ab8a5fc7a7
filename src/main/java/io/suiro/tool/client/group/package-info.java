/** Groups and their offsets, from the command line. */
@NullMarked
package io.suiro.tool.client.group;

import org.jspecify.annotations.NullMarked;
