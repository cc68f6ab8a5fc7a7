package io.suiro.tool;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;

/** What a command line printed on both streams, and its exit status. */
record Typed(int status, String output, String errors) {
    static Typed run(Stream<String> words) {
        String[] arguments = words.toArray(String[]::new);
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        int status = Tool.commandLineFor(arguments)
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(errors))
                .execute(arguments);
        return new Typed(status, output.toString(), errors.toString());
    }
}
