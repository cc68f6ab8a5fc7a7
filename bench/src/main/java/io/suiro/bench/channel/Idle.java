package io.suiro.bench.channel;

import jakarta.enterprise.context.ApplicationScoped;

/** An application without channels. */
@ApplicationScoped
public class Idle {}
