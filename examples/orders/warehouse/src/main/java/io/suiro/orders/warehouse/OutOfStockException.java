package io.suiro.orders.warehouse;

/** An order that cannot be shipped. */
class OutOfStockException extends RuntimeException {
    OutOfStockException(String message) {
        super(message);
    }
}
