package io.suiro.orders.warehouse;

/** What the warehouse reads of the shop's orders. */
public record Order(String id, String item, int quantity) {}
