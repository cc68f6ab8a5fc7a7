/** What every room stands on: the four seams (clock and scheduler, disk), lanes and ids. Knows no Kafka, no Quarkus. */
@NullMarked
package io.suiro.base;

import org.jspecify.annotations.NullMarked;
