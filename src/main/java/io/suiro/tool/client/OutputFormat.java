package io.suiro.tool.client;

import java.io.IOException;

/** How an answer is printed: for people, or for programs. Lower case, as it is typed. */
enum OutputFormat {
    table,
    json,
    yaml;

    /** The answer as text that ends with a line's end, if there is any. */
    String text(Object answer) throws IOException {
        return switch (this) {
            case table -> TableText.of(answer);
            case json -> JsonText.pretty(answer);
            case yaml -> YamlText.of(answer);
        };
    }
}
