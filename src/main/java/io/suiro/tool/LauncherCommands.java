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
        CommandSpec start = CommandSpec.create();
        for (String option :
                new String[] {"--data", "--port", "--http-port", "--host", "--nodes", "--only", "--set", "--heap"}) {
            start.addOption(OptionSpec.builder(option)
                    .type("--data".equals(option) ? File.class : String.class)
                    .build());
        }
        start.addOption(OptionSpec.builder("--background").type(boolean.class).build());
        whole.addSubcommand("start", start);
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
}
