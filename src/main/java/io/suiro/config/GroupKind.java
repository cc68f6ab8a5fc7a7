package io.suiro.config;

import java.util.List;

/**
 * What settings groups of one kind have (consumer groups, share groups), and what must hold among their values.
 *
 * @param rows each with the broker setting, if there is one, that its default comes from
 * @param ranges bounds that the brokers set
 * @param orders pairs of settings that have to do with each other
 */
record GroupKind(List<Setting> rows, List<Range> ranges, List<Order> orders) {
    /** A whole number within bounds, inclusive, that are broker settings of that name. */
    record Range(String setting, String minimum, String maximum) {}

    /** The value of one must be above that of the other. */
    record Order(String above, String below) {}

    GroupKind {
        rows = List.copyOf(rows);
        ranges = List.copyOf(ranges);
        orders = List.copyOf(orders);
    }
}
