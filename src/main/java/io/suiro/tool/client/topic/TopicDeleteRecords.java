package io.suiro.tool.client.topic;

import io.suiro.tool.client.AdminCommand;
import io.suiro.tool.client.Bounds;
import io.suiro.tool.client.Partitions;
import io.suiro.tool.client.Place;
import io.suiro.tool.client.PlaceConverter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./suiro topic delete-records}. */
@Command(
        name = "delete-records",
        description = {"Deletes the records of a topic that stand before some place, for good.", ""},
        footer = {
            "",
            "Examples:",
            "  ./suiro topic delete-records orders --before end",
            "  ./suiro topic delete-records orders --before 4711 --partition 0",
            "  ./suiro topic delete-records orders --before -7d --dry-run"
        },
        mixinStandardHelpOptions = true)
final class TopicDeleteRecords extends AdminCommand {
    @Parameters(paramLabel = "NAME", description = "The topic.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String name;

    @Option(
            names = "--before",
            paramLabel = "PLACE",
            required = true,
            converter = PlaceConverter.class,
            description = "The first record to stay: " + Place.FORMS)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Place before;

    @Option(names = "--partition", paramLabel = "N", split = ",", description = "This only; repeatable.")
    private List<Integer> partitions = List.of();

    @Option(names = "--dry-run", description = "Only say how many would be deleted.")
    private boolean dryRun;

    @Override
    protected int run(Admin admin) throws IOException, ExecutionException, InterruptedException {
        List<TopicPartition> chosen = Partitions.of(admin, name, partitions);
        Bounds bounds = Bounds.of(admin, chosen);
        Map<TopicPartition, Long> places = before.in(admin, bounds);
        List<Map<String, Object>> rows = new ArrayList<>();
        Map<TopicPartition, RecordsToDelete> asked = new LinkedHashMap<>();
        places.forEach((partition, place) -> {
            asked.put(partition, RecordsToDelete.beforeOffset(place));
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("topic", name);
            row.put("partition", partition.partition());
            row.put("from", bounds.starts().get(partition));
            row.put("to", place);
            row.put("deleted", !dryRun);
            rows.add(row);
        });
        if (!dryRun) {
            admin.deleteRecords(asked).all().get();
        }
        print(rows);
        return 0;
    }
}
