package io.suiro.coordinator.txn;

/** A command cannot be decided without a producer id that nobody has had; it is to be decided anew with one. Stackless. */
final class NeedsProducerId extends RuntimeException {
    NeedsProducerId() {
        super("a fresh producer id is needed", null, false, false);
    }
}
