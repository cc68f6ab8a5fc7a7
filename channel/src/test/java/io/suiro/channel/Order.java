package io.suiro.channel;

/** What the tests' applications send around. */
public record Order(String id, int amount) {}
