package io.suiro.coordinator;

/**
 * A request to a state machine. Pure: reads the machine and the moment, changes nothing, and completes no future.
 *
 * @param <R> durable record
 * @param <C> change of volatile state
 */
@FunctionalInterface
public interface Command<R, C> {
    /**
     * What the request comes to.
     *
     * @throws io.suiro.error.Refused if it comes to nothing but an error
     */
    Decision<R, C> decide(Moment now);
}
