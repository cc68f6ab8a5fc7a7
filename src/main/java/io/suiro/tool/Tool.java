package io.suiro.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.suiro.base.NearestName;
import io.suiro.tool.adopt.AdoptCommand;
import io.suiro.tool.client.bench.BenchCommand;
import io.suiro.tool.client.config.ClusterCommand;
import io.suiro.tool.client.config.ConfigCommand;
import io.suiro.tool.client.group.GroupCommand;
import io.suiro.tool.client.record.ConsumeCommand;
import io.suiro.tool.client.record.ProduceCommand;
import io.suiro.tool.client.topic.TopicCommand;
import io.suiro.tool.train.RehearseCommand;
import io.suiro.tool.train.TrainCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The main class behind the launcher's commands, on a directory or to a running broker: a JVM without Quarkus, so that it
 * answers at once. The exit status is 0 if all is well, 1 if not (with a message that says what), 2 if the command line is wrong.
 */
@Command(
        name = "suiro",
        description = "Commands to a running broker, and on the data directory of one that is stopped.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class Tool implements Runnable {
    private static final List<Class<?>> COMMANDS = List.of(
            TopicCommand.class,
            ProduceCommand.class,
            ConsumeCommand.class,
            GroupCommand.class,
            ConfigCommand.class,
            ClusterCommand.class,
            BenchCommand.class,
            CompletionCommand.class,
            LogCommand.class,
            AdoptCommand.class,
            TrainCommand.class,
            RehearseCommand.class);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private Tool() {}

    public static void main(String... arguments) {
        LogManager.getLogManager().reset();
        Logger.getLogger("").setLevel(Level.OFF);
        PrintWriter out = writer(FileDescriptor.out);
        int status = commandLineFor(arguments)
                .setOut(out)
                .setErr(writer(FileDescriptor.err))
                .execute(arguments);
        out.flush();
        System.exit(status);
    }

    /** Names and records are UTF-8 whatever the locale says. */
    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), UTF_8), true);
    }

    /** Everything a user can type; output goes where {@link CommandLine#setOut} and {@code setErr} say. */
    public static CommandLine commandLine() {
        return commandLine(COMMANDS);
    }

    /** What {@link #commandLine()} is to these arguments. Where they name a command that is all there is: to look at all of them takes longer than most take. */
    public static CommandLine commandLineFor(String... arguments) {
        return COMMANDS.stream()
                .filter(command -> arguments.length > 0
                        && command.getAnnotation(Command.class).name().equals(arguments[0]))
                .findFirst()
                .map(command -> commandLine(List.of(command)))
                .orElseGet(Tool::commandLine);
    }

    private static CommandLine commandLine(List<Class<?>> commands) {
        CommandLine line = new CommandLine(new Tool());
        commands.forEach(line::addSubcommand);
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, arguments) -> {
                    CommandLine command = wrong.getCommandLine();
                    String what = said(wrong);
                    String end = (what.endsWith("?") ? " ./" : "; ./")
                            + command.getCommandSpec().qualifiedName() + " --help tells more";
                    command.getErr().println("suiro: " + what + end);
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

    /** What picocli says, with the nearest name where it does not know one. */
    private static String said(ParameterException wrong) {
        String said = String.valueOf(wrong.getMessage()).replaceFirst("^Error: ", "");
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            CommandSpec command = wrong.getCommandLine().getCommandSpec();
            String word = unmatched.getUnmatched().getFirst().replaceFirst("=.*", "");
            if (unmatched.isUnknownOption()) {
                return said + NearestName.hint(word, command.optionsMap().keySet());
            }
            Set<String> commands = command.subcommands().keySet();
            return commands.isEmpty() ? said : "unknown command " + word + NearestName.hint(word, commands);
        }
        return said;
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
