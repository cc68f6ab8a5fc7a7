package io.suiro.tool;

import io.suiro.tool.adopt.AdoptCommand;
import io.suiro.tool.train.TrainCommand;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The main class behind the launcher's offline commands: a JVM without Quarkus, so that it answers at once. The exit status
 * is 0 if all is well, 1 if not (with a message that says what), 2 if the command line is wrong.
 */
@Command(
        name = "suiro",
        description = "Commands on the data directory of a broker that is stopped.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {AdoptCommand.class, LogCommand.class, TrainCommand.class})
public final class Tool implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private Tool() {}

    public static void main(String... arguments) {
        LogManager.getLogManager().reset();
        Logger.getLogger("").setLevel(Level.OFF);
        System.exit(commandLine().execute(arguments));
    }

    /** Everything a user can type; output goes where {@link CommandLine#setOut} and {@code setErr} say. */
    static CommandLine commandLine() {
        return new CommandLine(new Tool())
                .setParameterExceptionHandler((wrong, arguments) -> {
                    CommandLine command = wrong.getCommandLine();
                    String name = command.getCommandSpec().qualifiedName();
                    command.getErr().println("suiro: " + wrong.getMessage() + "; ./" + name + " --help tells more");
                    return command.getCommandSpec().exitCodeOnInvalidInput();
                })
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof IOException) {
                        command.getErr().println("suiro: " + reason(failure));
                        return 1;
                    }
                    throw failure;
                });
    }

    /** The JDK's own exceptions about files have no message but a path. */
    static String reason(Exception failure) {
        return failure instanceof FileSystemException
                ? failure.getClass().getSimpleName().replace("Exception", "") + ": " + failure.getMessage()
                : String.valueOf(failure.getMessage());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
