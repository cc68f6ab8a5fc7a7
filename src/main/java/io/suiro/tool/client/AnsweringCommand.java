package io.suiro.tool.client;

import java.io.IOException;
import picocli.CommandLine.Option;

/** A command that prints an answer in the format that is asked for. */
public abstract class AnsweringCommand extends ClientCommand {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.",
            defaultValue = "table")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private OutputFormat output;

    /** Prints maps, lists, strings, numbers and booleans, nested as they are; null is what is not known. */
    protected final void print(Object answer) throws IOException {
        out().print(output.text(answer));
        out().flush();
    }
}
