/** SmallRye Reactive Messaging with its Kafka connector, as it is, against a whole broker. Not null-marked: what is injected is never null. */
package io.suiro.messaging;
