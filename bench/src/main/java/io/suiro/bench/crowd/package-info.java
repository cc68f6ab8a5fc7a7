/** Members of consumer groups by the thousand (KIP-848): raw requests, a connection and a virtual thread for each. */
@NullMarked
package io.suiro.bench.crowd;

import org.jspecify.annotations.NullMarked;
