package io.suiro.tool.client.topic;

import io.suiro.tool.client.CommandSet;
import picocli.CommandLine.Command;

/** {@code ./suiro topic ...}. */
@Command(
        name = "topic",
        description = "List, describe, create, change and delete topics.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            TopicList.class,
            TopicDescribe.class,
            TopicCreate.class,
            TopicAlter.class,
            TopicDelete.class,
            TopicDeleteRecords.class
        })
public final class TopicCommand extends CommandSet {}
