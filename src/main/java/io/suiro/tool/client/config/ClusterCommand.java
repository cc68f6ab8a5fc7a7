package io.suiro.tool.client.config;

import io.suiro.tool.client.CommandSet;
import picocli.CommandLine.Command;

/** {@code ./suiro cluster ...}. */
@Command(
        name = "cluster",
        description = "The cluster and its brokers.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {ClusterDescribe.class, ClusterAwaitInSync.class})
public final class ClusterCommand extends CommandSet {}
