package io.suiro.tool;

import java.io.File;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The commands that the launcher carries out without this JVM, as far as a shell completes them. */
final class LauncherCommands {
    private LauncherCommands() {}

    static void addTo(CommandLine whole) {
        whole.getCommandSpec().removeSubcommand("train");
        whole.getCommandSpec().removeSubcommand("rehearse");
        whole.addSubcommand("start", starting("--only"));
        whole.addSubcommand("restart", starting("--pause", "--command-config"));
        for (String command : new String[] {"stop", "pids"}) {
            whole.addSubcommand(
                    command,
                    CommandSpec.create()
                            .addOption(OptionSpec.builder("--data")
                                    .type(File.class)
                                    .build()));
        }
        for (String command : new String[] {"train", "jdk", "install", "test", "help"}) {
            whole.addSubcommand(command, CommandSpec.create());
        }
    }

    private static CommandSpec starting(String... further) {
        CommandSpec command = CommandSpec.create();
        for (String option : new String[] {"--data", "--port", "--http-port", "--host", "--nodes", "--set", "--heap"}) {
            command.addOption(option(option));
        }
        for (String option : further) {
            command.addOption(option(option));
        }
        return command.addOption(
                OptionSpec.builder("--background").type(boolean.class).build());
    }

    private static OptionSpec option(String name) {
        boolean file = "--data".equals(name) || "--command-config".equals(name);
        return OptionSpec.builder(name).type(file ? File.class : String.class).build();
    }
}
