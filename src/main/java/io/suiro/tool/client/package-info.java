/** Commands that are clients of a running broker: what they share, and what each prints. They use Kafka's own clients. */
@NullMarked
package io.suiro.tool.client;

import org.jspecify.annotations.NullMarked;
