package io.suiro.orders.shop;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;

/** What a customer asks for. */
public record Wish(
        @NotBlank String customer,
        @NotBlank String item,
        @Min(1) @Max(100) int quantity) {}
