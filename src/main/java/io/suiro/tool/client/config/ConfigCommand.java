package io.suiro.tool.client.config;

import io.suiro.tool.client.CommandSet;
import picocli.CommandLine.Command;

/** {@code ./suiro config ...}. */
@Command(
        name = "config",
        description = "Settings of topics, brokers and groups.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {ConfigGet.class, ConfigSet.class, ConfigUnset.class})
public final class ConfigCommand extends CommandSet {}
