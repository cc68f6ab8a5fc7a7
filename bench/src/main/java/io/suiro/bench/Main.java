package io.suiro.bench;

import io.suiro.bench.channel.ChannelCommand;
import io.suiro.bench.channel.ChannelsCommand;
import io.suiro.bench.crowd.CrowdCommand;
import io.suiro.bench.first.FirstCommand;
import io.suiro.bench.group.GroupsCommand;
import io.suiro.bench.group.MemberCommand;
import io.suiro.bench.load.FetchCommand;
import io.suiro.bench.load.MixedCommand;
import io.suiro.bench.load.ProduceCommand;
import io.suiro.bench.load.TailCommand;
import io.suiro.bench.load.TransactionsCommand;
import io.suiro.bench.rolling.RollingCommand;
import io.suiro.bench.scale.ManyCommand;
import io.suiro.bench.scale.PartitionsCommand;
import io.suiro.bench.scale.StoredCommand;
import io.suiro.bench.share.ShareCommand;
import io.suiro.bench.start.StartsCommand;
import java.io.IOException;
import org.apache.kafka.common.errors.ApiException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The main class behind {@code bench/run}. The exit status is 0 if all is well, 1 if the load failed or was refused (with
 * a message that says why), 2 if the command line is wrong.
 */
@Command(
        name = "bench/run",
        description = "Puts load on a broker and prints what it took.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            ProduceCommand.class,
            FetchCommand.class,
            TailCommand.class,
            MixedCommand.class,
            TransactionsCommand.class,
            GroupsCommand.class,
            MemberCommand.class,
            CrowdCommand.class,
            ShareCommand.class,
            ChannelsCommand.class,
            ChannelCommand.class,
            RollingCommand.class,
            FirstCommand.class,
            StartsCommand.class,
            PartitionsCommand.class,
            ManyCommand.class,
            StoredCommand.class
        })
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private Main() {}

    public static void main(String... arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler((failure, command, parsed) -> {
            switch (failure) {
                case IOException expected -> command.getErr().println("bench: " + expected.getMessage());
                case ApiException expected -> command.getErr().println("bench: " + expected.getMessage());
                case IllegalArgumentException expected -> command.getErr().println("bench: " + expected.getMessage());
                default -> throw failure;
            }
            return 1;
        });
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
