package io.suiro.orders.shop;

/** How far an order has got: placed, shipped, or refused and why. */
public record Status(String id, String state) {}
