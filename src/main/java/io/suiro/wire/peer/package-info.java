/** The network between brokers: handshake, messages of the control plane, replica fetches. */
@NullMarked
package io.suiro.wire.peer;

import org.jspecify.annotations.NullMarked;
