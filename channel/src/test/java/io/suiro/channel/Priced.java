package io.suiro.channel;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;

/** Has constraints. */
public record Priced(@NotBlank String id, @Positive int price) {}
