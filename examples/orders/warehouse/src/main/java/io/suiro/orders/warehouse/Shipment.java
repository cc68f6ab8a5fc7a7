package io.suiro.orders.warehouse;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;

/** What has left the warehouse. */
public record Shipment(
        @NotBlank String orderId,
        @NotBlank String item,
        @Positive int quantity) {}
