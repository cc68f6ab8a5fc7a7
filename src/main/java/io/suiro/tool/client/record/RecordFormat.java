package io.suiro.tool.client.record;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** How a record is printed. */
interface RecordFormat {
    /** Prints it, and a line's end. */
    void print(ConsumerRecord<byte[], byte[]> record, OutputStream out) throws IOException;

    /**
     * As it is typed: {@code text}, {@code json}, or a template.
     *
     * @throws IllegalArgumentException with what is allowed, if it is none of these
     */
    static RecordFormat parse(String typed) {
        return switch (typed) {
            case "text" -> TemplateFormat.parse("{value}");
            case "json" -> new JsonFormat();
            default -> {
                if (!typed.contains("{")) {
                    throw new IllegalArgumentException(
                            "--format " + typed + " is neither text nor json, and has no placeholder such as {value}");
                }
                yield TemplateFormat.parse(typed);
            }
        };
    }
}
