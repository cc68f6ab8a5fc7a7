package io.suiro.orders.shop;

/** What the shop reads of the warehouse's shipments. */
public record Shipment(String orderId) {}
