package io.suiro.tool.client.group;

import io.suiro.tool.client.CommandSet;
import picocli.CommandLine.Command;

/** {@code ./suiro group ...}. */
@Command(
        name = "group",
        description = "List, describe and delete groups, and set where they go on.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            GroupList.class,
            GroupDescribe.class,
            GroupDelete.class,
            GroupDeleteOffsets.class,
            GroupResetOffsets.class
        })
public final class GroupCommand extends CommandSet {}
