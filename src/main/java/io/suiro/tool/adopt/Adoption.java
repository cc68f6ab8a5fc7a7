package io.suiro.tool.adopt;

import io.suiro.base.Disk;
import io.suiro.cluster.MetadataDirectory;
import io.suiro.cluster.kraft.KraftImage;
import io.suiro.cluster.kraft.KraftMetadata;
import io.suiro.log.KilledKafka;
import io.suiro.log.StoredPartition;
import java.io.IOException;

/**
 * Makes a directory of Kafka's one of Suiro's, so that whenever it is interrupted it can be run again.
 *
 * <pre>
 * Kafka's ── strays set aside ── a kill noted ── metadata written under another name ── renamed ──▶
 * Suiro's ── Kafka's metadata put aside
 * </pre>
 *
 * The rename decides: before it Kafka's metadata is where it was and counts, after it Suiro's does.
 */
final class Adoption {
    private final Disk disk;
    private final KafkaDirectory directory;

    Adoption(Disk disk, KafkaDirectory directory) {
        this.disk = disk;
        this.directory = directory;
    }

    /** Whether an earlier run has done all but the last step, {@link #finish}. */
    boolean isInterrupted() throws IOException {
        return disk.exists(directory.kafkaMetadata())
                && !disk.exists(directory.keptMetadata())
                && directory
                        .identity()
                        .clusterId()
                        .equals(MetadataDirectory.clusterId(disk, directory.suiroMetadata()));
    }

    /**
     * Reads everything and decides; changes nothing.
     *
     * @throws IOException if the directory cannot be taken over: the message says why, and what to do
     */
    AdoptionPlan plan() throws IOException {
        if (disk.exists(directory.suiroMetadata())) {
            throw new IOException(
                    directory.data() + " is Suiro's already: ./suiro start --data " + directory.data() + " starts it");
        }
        if (!disk.exists(directory.kafkaMetadata())) {
            throw new IOException(directory.kafkaMetadata()
                    + " is not there: say with --metadata DIR where it is (metadata.log.dir in server.properties)");
        }
        if (disk.exists(directory.keptMetadata())) {
            throw new IOException(
                    directory.keptMetadata() + " is there already, from an earlier adoption: move it away first");
        }
        KraftImage kafka = KraftMetadata.read(disk, directory.kafkaMetadata());
        Holdings holdings = Holdings.of(kafka, StoredPartition.in(disk, directory.data()));
        AdoptionCheck.check(directory, kafka, holdings);
        return AdoptionPlan.of(directory, kafka, holdings);
    }

    void carryOut(AdoptionPlan plan) throws IOException {
        for (StoredPartition stray : plan.strays()) {
            stray.setAside();
        }
        KilledKafka.markIfUnclean(disk, directory.data());
        writeMetadata(plan);
        disk.rename(directory.unfinishedMetadata(), directory.suiroMetadata());
        disk.forceDirectory(directory.data());
        finish();
    }

    /** What a failure leaves would keep Kafka from starting, which takes every directory for a partition. */
    private void writeMetadata(AdoptionPlan plan) throws IOException {
        disk.delete(directory.unfinishedMetadata());
        try {
            MetadataDirectory.create(
                    disk, directory.unfinishedMetadata(), directory.identity().clusterId(), plan.image());
        } catch (IOException e) {
            disk.delete(directory.unfinishedMetadata());
            throw e;
        }
    }

    /** Puts Kafka's metadata aside, so that Kafka cannot be started on what is Suiro's by mistake. */
    void finish() throws IOException {
        disk.rename(directory.kafkaMetadata(), directory.keptMetadata());
        disk.forceDirectory(directory.metadata());
    }
}
