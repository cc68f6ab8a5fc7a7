package io.suiro.orders.shop;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;

/** What goes to the warehouse, as JSON. The channel appends none that breaks the constraints. */
public record Order(
        @NotBlank String id,
        @NotBlank String customer,
        @NotBlank String item,
        @Min(1) @Max(100) int quantity) {}
