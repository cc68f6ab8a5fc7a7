/** What an application's channels take with the connector of this project, beside SmallRye's Kafka connector: the same beans with both. */
@NullMarked
package io.suiro.bench.channel;

import org.jspecify.annotations.NullMarked;
