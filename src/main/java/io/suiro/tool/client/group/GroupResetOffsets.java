package io.suiro.tool.client.group;

import io.suiro.tool.client.AdminCommand;
import io.suiro.tool.client.Bounds;
import io.suiro.tool.client.CommandFailed;
import io.suiro.tool.client.OptionFile;
import io.suiro.tool.client.Partitions;
import io.suiro.tool.client.PartitionsConverter;
import io.suiro.tool.client.Place;
import io.suiro.tool.client.PlaceConverter;
import io.suiro.tool.client.TypedPartitions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./suiro group reset-offsets}. */
@Command(
        name = "reset-offsets",
        description = {
            "Sets which record a group reads next. Without --execute it only says what would be set. The group must have no"
                    + " members; if it does not exist it comes to be.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  ./suiro group reset-offsets readers --topic orders --to beginning",
            "  ./suiro group reset-offsets readers --topic orders:0,2 --to -1h --execute",
            "  ./suiro group reset-offsets readers --all-topics --shift-by -100 --execute",
            "  ./suiro group reset-offsets readers --all-topics --shift-by 0 --export > file",
            "  ./suiro group reset-offsets others --from-file file --execute"
        },
        mixinStandardHelpOptions = true)
final class GroupResetOffsets extends AdminCommand {
    @Parameters(paramLabel = "GROUP", description = "The group.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String group;

    @ArgGroup
    private Chosen chosen = new Chosen();

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Target target;

    @Option(names = "--export", description = "Print lines for --from-file instead, whatever --output is.")
    private boolean export;

    @ArgGroup
    private Doing doing = new Doing();

    /** Of what; one of these. */
    static final class Chosen {
        @Option(
                names = "--topic",
                paramLabel = TypedPartitions.FORM,
                converter = PartitionsConverter.class,
                description = "A topic, or partitions of one; repeatable.")
        private List<TypedPartitions> topics = List.of();

        @Option(names = "--all-topics", description = "All partitions that the group has offsets of.")
        private boolean all;
    }

    /** To where; one of these. */
    static final class Target {
        @Option(
                names = "--to",
                paramLabel = "PLACE",
                converter = PlaceConverter.class,
                description = "The record to read next: " + Place.FORMS)
        private @Nullable Place to;

        @Option(
                names = "--shift-by",
                paramLabel = "N",
                description = "So many offsets on, or back if N is negative, where the group has an offset.")
        private @Nullable Long shift;

        @Option(
                names = "--from-file",
                paramLabel = "FILE",
                description = "What this file says: TOPIC,PARTITION,OFFSET on each line, as --export prints it.")
        private @Nullable Path file;
    }

    /** Whether; one of these. */
    static final class Doing {
        @Option(names = "--execute", description = "Do it.")
        private boolean execute;

        @Option(names = "--dry-run", description = "Only say what would be set; the default.")
        @SuppressWarnings("UnusedVariable") // it is there to exclude the other
        private boolean dryRun;
    }

    @Override
    protected void check() {
        boolean named = chosen.all || !chosen.topics.isEmpty();
        if (named && target.file != null) {
            throw wrong("--from-file says which partitions: --topic and --all-topics go without it");
        }
        if (!named && target.file == null) {
            throw wrong("Missing required argument: --topic " + TypedPartitions.FORM + ", --all-topics or --from-file");
        }
    }

    @Override
    protected int run(Admin admin) throws IOException, ExecutionException, InterruptedException {
        Map<TopicPartition, Long> committed = committedIfThere(admin);
        SortedMap<TopicPartition, Long> places = places(admin, committed);
        if (doing.execute) {
            requireNoMembers(admin);
            Map<TopicPartition, OffsetAndMetadata> offsets = new LinkedHashMap<>();
            places.forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
            admin.alterConsumerGroupOffsets(group, offsets).all().get();
        }
        if (export) {
            places.forEach((partition, offset) -> out().println(OffsetsFile.line(partition, offset)));
            return 0;
        }
        print(rows(committed, places));
        if (!doing.execute) {
            complain("nothing was changed; --execute does it");
        }
        return 0;
    }

    private List<Map<String, Object>> rows(Map<TopicPartition, Long> committed, Map<TopicPartition, Long> places) {
        List<Map<String, Object>> rows = new ArrayList<>();
        places.forEach((partition, offset) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("topic", partition.topic());
            row.put("partition", partition.partition());
            row.put("from", committed.get(partition));
            row.put("to", offset);
            row.put("changed", doing.execute);
            rows.add(row);
        });
        return rows;
    }

    private SortedMap<TopicPartition, Long> places(Admin admin, Map<TopicPartition, Long> committed)
            throws IOException, ExecutionException, InterruptedException {
        SortedMap<TopicPartition, Long> places = new TreeMap<>(GroupDescribe.BY_NAME);
        if (target.file != null) {
            places.putAll(OffsetsFile.read(new OptionFile("--from-file", target.file)));
            Partitions.require(admin, places.keySet());
            Bounds bounds = Bounds.of(admin, places.keySet());
            places.replaceAll(bounds::within);
            return places;
        }
        Bounds bounds = Bounds.of(admin, partitions(admin, committed));
        if (target.to != null) {
            places.putAll(target.to.in(admin, bounds));
        } else {
            shift(committed, bounds, places);
        }
        return places;
    }

    private Map<TopicPartition, Long> committedIfThere(Admin admin) throws ExecutionException, InterruptedException {
        try {
            return GroupDescribe.committed(admin, group);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw e;
        }
    }

    private List<TopicPartition> partitions(Admin admin, Map<TopicPartition, Long> committed)
            throws IOException, ExecutionException, InterruptedException {
        if (chosen.all) {
            if (committed.isEmpty()) {
                throw new CommandFailed("group " + group + " has no offsets; name topics with --topic");
            }
            return List.copyOf(committed.keySet());
        }
        List<TopicPartition> partitions = new ArrayList<>();
        for (TypedPartitions each : chosen.topics) {
            partitions.addAll(Partitions.of(admin, each.topic(), each.numbers()));
        }
        return partitions;
    }

    private void shift(Map<TopicPartition, Long> committed, Bounds bounds, Map<TopicPartition, Long> places)
            throws CommandFailed {
        long by = target.shift == null ? 0 : target.shift;
        bounds.ends().keySet().forEach(partition -> {
            Long from = committed.get(partition);
            if (from != null) {
                long shifted = from + Math.clamp(by, -from, Long.MAX_VALUE - from);
                places.put(partition, bounds.within(partition, shifted));
            }
        });
        if (places.isEmpty()) {
            throw new CommandFailed("group " + group + " has no offset there to shift; --to sets one");
        }
    }

    private void requireNoMembers(Admin admin) throws IOException, ExecutionException, InterruptedException {
        ConsumerGroupDescription described;
        try {
            described = GroupDescribe.describe(admin, group);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return;
            }
            throw e;
        }
        if (described.groupState() != GroupState.EMPTY && described.groupState() != GroupState.DEAD) {
            throw new CommandFailed("group " + group + " has members (it is "
                    + described.groupState().toString().toLowerCase(Locale.ROOT) + "); stop them first");
        }
    }
}
