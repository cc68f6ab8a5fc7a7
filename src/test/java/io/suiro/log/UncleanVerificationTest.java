package io.suiro.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash leaves is no damage; what it cannot have done is. */
class UncleanVerificationTest {
    private static final int RECORDS = SegmentedLog.RECORDS;

    @TempDir
    Path root;

    private LogFixture fixture;
    private List<String> values;
    private List<Long> bases;

    /** Killed after a checkpoint, which is the base of the last segment. */
    @BeforeEach
    void fill() throws IOException {
        SegmentedLog filled = SegmentedLog.fill(root);
        fixture = filled.fixture();
        values = filled.values();
        bases = filled.bases();
        fixture.directory.checkpoint();
        fixture.directory.fail(new IOException("killed by the test"));
        fixture.directory.close();
    }

    @Test
    void aDirectoryWhoseBrokerWasKilledGivesNoFindings() throws IOException {
        assertThat(Checked.of(root).lines()).isEmpty();
    }

    @Test
    void aTornTailAboveTheRecoveryPointIsAWarningAndCutAsARecoveryWould() throws IOException {
        Path log = fixture.file(bases.getLast(), FileNames.LOG);
        byte[] sound = Files.readAllBytes(log);
        int last = SegmentedLog.positions(log).getLast();
        for (int length = sound.length - 1; length > last; length--) {
            Files.write(log, Arrays.copyOf(sound, length));
            Checked checked = Checked.of(root);
            assertThat(checked.lines())
                    .singleElement()
                    .asString()
                    .startsWith(name(log) + ": at " + last + ": warning: torn tail: ")
                    .endsWith("; the next start cuts off the last " + (length - last) + " bytes");
            assertThat(checked.report().isSound()).isTrue();
        }
        assertThat(Checked.repaired(root).lines()).isEmpty();
        assertThat(Files.size(log)).isEqualTo(last);
        fixture.reopen();
        assertThat(fixture.values()).isEqualTo(values.subList(0, RECORDS - 1));
    }

    @Test
    void zerosBehindTheLastBatchAreATornTail() throws IOException {
        Path log = fixture.file(bases.getLast(), FileNames.LOG);
        long size = Files.size(log);
        Files.write(log, new byte[5000], StandardOpenOption.APPEND);

        assertThat(Checked.of(root).lines())
                .singleElement()
                .asString()
                .contains(": at " + size + ": warning: torn tail: ");
        assertThat(Checked.repaired(root).lines()).isEmpty();
        fixture.reopen();
        assertThat(fixture.values()).isEqualTo(values);
    }

    @Test
    void aTailThatWasDurableAndIsTornIsAnError() throws IOException {
        Path log = fixture.file(bases.getLast(), FileNames.LOG);
        byte[] sound = Files.readAllBytes(log);
        int last = SegmentedLog.positions(log).getLast();
        Files.write(log, Arrays.copyOf(sound, sound.length - 1));
        Files.writeString(root.resolve(FileNames.RECOVERY_POINTS), "0\n1\norders 0 60\n");

        assertThat(Checked.of(root).lines())
                .anySatisfy(line -> assertThat(line)
                        .startsWith(name(log) + ": at " + last + ": ")
                        .contains("though everything below offset 60 was durable: the disk has lost data"))
                .anySatisfy(line -> assertThat(line)
                        .isEqualTo(
                                "recovery-point-offset-checkpoint: at 4: offset 60 of orders-0 is above the end of its log,"
                                        + " 59: the disk has lost what was durable"));
        assertThat(Checked.repaired(root).lines()).isEmpty();
        fixture.reopen();
        assertThat(fixture.values()).isEqualTo(values.subList(0, RECORDS - 1));
    }

    @Test
    void damageInASegmentThatTheNextStartTakesAsItIsIsAnErrorAndLeft() throws IOException {
        Path log = fixture.file(bases.get(1), FileNames.LOG);
        SegmentedLog.flip(log, 70);
        byte[] damaged = Files.readAllBytes(log);

        assertThat(Checked.repaired(root).lines())
                .singleElement()
                .asString()
                .startsWith(name(log) + ": at 0: the batch of offsets " + bases.get(1) + " to " + bases.get(1)
                        + " fails its checksum; not repairable: ");
        assertThat(Files.readAllBytes(log)).isEqualTo(damaged);
    }

    @Test
    void damageThatEndsTheLogAtTheNextStartIsAnErrorAndSaysSo() throws IOException {
        Files.delete(root.resolve(FileNames.RECOVERY_POINTS));
        Path log = fixture.file(bases.get(1), FileNames.LOG);
        SegmentedLog.flip(log, 70);
        byte[] damaged = Files.readAllBytes(log);

        assertThat(Checked.repaired(root).lines())
                .singleElement()
                .asString()
                .startsWith(name(log) + ": at 0: ")
                .contains("not repairable", "the next start ends the log here, and cuts off what follows");
        assertThat(Files.readAllBytes(log)).isEqualTo(damaged);
        fixture.reopen();
        assertThat(fixture.values()).isEqualTo(values.subList(0, bases.get(1).intValue()));
    }

    @Test
    void filesThatTheNextStartReadsAnewAreNotJudged() throws IOException {
        Files.write(fixture.file(bases.getLast(), FileNames.INDEX), new byte[10_000]);
        Files.write(fixture.file(bases.getLast(), FileNames.TIME_INDEX), new byte[5]);
        Files.write(fixture.partition().resolve("00000000000000000000.log.deleted"), new byte[5]);
        Files.write(fixture.partition().resolve("leader-epoch-checkpoint.tmp"), new byte[5]);
        Files.createDirectory(root.resolve("orders-1.4NJLf7wQSmyT2mmbKWyBVA-delete"));

        assertThat(Checked.of(root).lines()).isEmpty();
        fixture.reopen();
        assertThat(fixture.values()).isEqualTo(values);
    }

    private String name(Path file) {
        return root.relativize(file).toString();
    }
}
