package io.suiro.tool.client.record;

/** What a line of the input is. Lower case, as it is typed. */
enum LineFormat {
    text,
    json
}
