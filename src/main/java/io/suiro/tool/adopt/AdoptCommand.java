package io.suiro.tool.adopt;

import io.suiro.base.Disk;
import io.suiro.base.FileSystemDisk;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command as typed: what is asked for, and what is said about it. */
@Command(
        name = "adopt",
        description = {
            "Takes over the data directory of an Apache Kafka 4 broker (KRaft) that is stopped: topics, records, groups,"
                    + " settings. It is done in place; records are not touched. What cannot be taken over is said.",
            "",
            "A run that is interrupted is simply repeated. Kafka's own metadata is kept beside Suiro's, so that one can"
                    + " go back; docs/operations.md says how."
        },
        footer = {
            "",
            "Example:",
            "  ./suiro adopt --dry-run /var/lib/kafka/data",
            "  ./suiro adopt /var/lib/kafka/data",
            "  ./suiro start --data /var/lib/kafka/data"
        },
        mixinStandardHelpOptions = true)
public final class AdoptCommand implements Callable<Integer> {
    private final Disk disk;

    @Parameters(paramLabel = "DIR", description = "The broker's one log directory: log.dirs in its server.properties.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path data;

    @Option(
            names = "--metadata",
            paramLabel = "DIR",
            description =
                    "The directory with __cluster_metadata-0, if it is another: metadata.log.dir in server.properties.")
    private @Nullable Path metadata;

    @Option(names = "--dry-run", description = "Says what would be done, and does nothing.")
    private boolean dryRun;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public AdoptCommand() {
        this(new FileSystemDisk());
    }

    AdoptCommand(Disk disk) {
        this.disk = disk;
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (KafkaDirectory directory = KafkaDirectory.lock(disk, data, metadata == null ? data : metadata)) {
            Adoption adoption = new Adoption(disk, directory);
            if (adoption.isInterrupted()) {
                finish(adoption, directory, out);
                return 0;
            }
            AdoptionPlan plan = adoption.plan();
            plan.report().forEach(out::println);
            plan.warnings().forEach(warning -> out.println("warning: " + warning));
            if (dryRun) {
                out.println("Nothing was changed: this was a dry run.");
                return 0;
            }
            adoption.carryOut(plan);
            out.println("Adopted. Kafka's metadata is kept in " + directory.keptMetadata() + ".");
        }
        out.println("To start: ./suiro start --data " + data);
        return 0;
    }

    private void finish(Adoption adoption, KafkaDirectory directory, PrintWriter out) throws IOException {
        if (dryRun) {
            out.println(data + " is adopted, but for putting Kafka's metadata aside: the run was interrupted.");
            return;
        }
        adoption.finish();
        out.println(data + " was adopted by a run that was interrupted at its end; Kafka's metadata is now kept in "
                + directory.keptMetadata() + ".");
    }
}
