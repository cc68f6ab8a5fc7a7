package io.suiro.tool.client.group;

import io.suiro.tool.client.AdminCommand;
import io.suiro.tool.client.Bounds;
import io.suiro.tool.client.CommandFailed;
import io.suiro.tool.client.Partitions;
import io.suiro.tool.client.Place;
import io.suiro.tool.client.PlaceConverter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
            "  ./suiro group reset-offsets readers --all-topics --shift-by -100 --execute"
        },
        mixinStandardHelpOptions = true)
final class GroupResetOffsets extends AdminCommand {
    @Parameters(paramLabel = "GROUP", description = "The group.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String group;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Chosen chosen;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Target target;

    @ArgGroup
    private Doing doing = new Doing();

    /** Of what; one of these. */
    static final class Chosen {
        @Option(
                names = "--topic",
                paramLabel = "NAME[:N,...]",
                description = "A topic, or partitions of one; repeatable.")
        private List<String> topics = List.of();

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
    protected int run(Admin admin) throws IOException, ExecutionException, InterruptedException {
        Map<TopicPartition, Long> committed = committedIfThere(admin);
        List<TopicPartition> partitions = partitions(admin, committed);
        Bounds bounds = Bounds.of(admin, partitions);
        Map<TopicPartition, Long> places = new TreeMap<>(GroupDescribe.BY_NAME);
        if (target.to != null) {
            places.putAll(target.to.in(admin, bounds));
        } else {
            shift(committed, bounds, places);
        }
        if (doing.execute) {
            requireNoMembers(admin);
            Map<TopicPartition, OffsetAndMetadata> offsets = new LinkedHashMap<>();
            places.forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
            admin.alterConsumerGroupOffsets(group, offsets).all().get();
        }
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
        print(rows);
        if (!doing.execute) {
            complain("nothing was changed; --execute does it");
        }
        return 0;
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
        for (String each : chosen.topics) {
            int colon = each.indexOf(':');
            List<Integer> numbers = new ArrayList<>();
            if (colon >= 0) {
                for (String number : each.substring(colon + 1).split(",", -1)) {
                    try {
                        numbers.add(Integer.valueOf(number));
                    } catch (NumberFormatException _) {
                        throw wrong("--topic " + each + " is not NAME or NAME:N,...");
                    }
                }
            }
            partitions.addAll(Partitions.of(admin, colon < 0 ? each : each.substring(0, colon), numbers));
        }
        return partitions;
    }

    private void shift(Map<TopicPartition, Long> committed, Bounds bounds, Map<TopicPartition, Long> places)
            throws CommandFailed {
        long by = target.shift == null ? 0 : target.shift;
        bounds.ends().forEach((partition, end) -> {
            Long from = committed.get(partition);
            if (from != null) {
                long start = Math.min(bounds.starts().getOrDefault(partition, 0L), end);
                places.put(partition, Math.clamp(from + by, start, end));
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
