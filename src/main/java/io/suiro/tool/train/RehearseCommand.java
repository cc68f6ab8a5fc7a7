package io.suiro.tool.train;

import io.suiro.tool.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Carries out commands of every kind in this JVM, which the launcher records meanwhile. The input has lines of JSON. */
@Command(
        name = "rehearse",
        hidden = true,
        description = "Carries out commands on a new broker of this machine, for their JVM to learn from.",
        mixinStandardHelpOptions = true)
public final class RehearseCommand implements Callable<Integer> {
    private static final List<String> COMMANDS = List.of(
            "topic create rehearsal --partitions 2 --config retention.ms=3600000",
            "topic list",
            "topic list --output json",
            "topic describe rehearsal --output yaml",
            "produce rehearsal --format json --header a=b --compression lz4",
            "consume rehearsal --from beginning --exit",
            "consume rehearsal --from -5 --exit --format json",
            "consume rehearsal --group rehearsal --from beginning --max 1",
            "group list",
            "group describe rehearsal",
            "group reset-offsets rehearsal --topic rehearsal --to end --execute",
            "config get --topic rehearsal",
            "config set --topic rehearsal segment.bytes=1048576",
            "cluster describe",
            "topic delete rehearsal");

    @Parameters(paramLabel = "DIR", description = "The data directory of a broker that serves clients.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path directory;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        String bootstrap = ReadyBroker.of(directory).bootstrap();
        CommandLine own = spec.commandLine();
        for (String command : COMMANDS) {
            String[] words = (command + " --bootstrap " + bootstrap).split(" ", -1);
            int status = Tool.commandLineFor(words)
                    .setOut(own.getOut())
                    .setErr(own.getErr())
                    .execute(words);
            if (status != 0) {
                throw new IOException("status " + status + " of " + command);
            }
        }
        return 0;
    }
}
