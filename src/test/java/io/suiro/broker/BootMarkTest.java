package io.suiro.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.FaultDisk;
import io.suiro.replica.Durability;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BootMarkTest {
    private static final Path DATA = Path.of("/data");
    private static final Path FILE = DATA.resolve("suiro.boot");

    private final FaultDisk disk = new FaultDisk();

    BootMarkTest() throws IOException {
        disk.createDirectories(DATA);
    }

    @Test
    void onlyTheSameBootHasLostNothing() throws IOException {
        assertThat(mark("first", Durability.REPLICATED).lostNothing()).isFalse();
        mark("first", Durability.REPLICATED).replace();
        assertThat(mark("first", Durability.REPLICATED).lostNothing()).isTrue();
        assertThat(mark("second", Durability.REPLICATED).lostNothing()).isFalse();
    }

    @Test
    void aLifeThatDoesNotReplaceTheMarkLeavesTheLossToTheNext() throws IOException {
        mark("first", Durability.REPLICATED).replace();
        assertThat(mark("second", Durability.REPLICATED).lostNothing()).isFalse();
        assertThat(mark("second", Durability.REPLICATED).lostNothing()).isFalse();
    }

    @Test
    void whoWroteTheDataSaysWhetherItIsForced() throws IOException {
        mark("first", Durability.REPLICATED).replace();
        assertThat(mark("second", Durability.FSYNC).lostNothing()).isFalse();
        mark("second", Durability.FSYNC).replace();
        assertThat(mark("third", Durability.REPLICATED).lostNothing()).isTrue();
        mark("third", Durability.REPLICATED).replace();
        assertThat(mark("fourth", Durability.FSYNC).lostNothing()).isFalse();
    }

    @Test
    void theOldFormatKnowsTheBootAndNoDurability() throws IOException {
        disk.replace(FILE, "first".getBytes(UTF_8));
        assertThat(mark("first", Durability.FSYNC).lostNothing()).isTrue();
        assertThat(mark("second", Durability.FSYNC).lostNothing()).isFalse();
    }

    @Test
    void aFormatThatIsNotKnownClaimsNothing() throws IOException {
        disk.replace(FILE, "version=2\nboot.id=first\ndurability=fsync\n".getBytes(UTF_8));
        assertThat(mark("first", Durability.FSYNC).lostNothing()).isFalse();
    }

    @Test
    void withoutAnIdOfTheBootOnlyForcesCount() throws IOException {
        mark("", Durability.REPLICATED).replace();
        assertThat(mark("", Durability.REPLICATED).lostNothing()).isFalse();
        mark("", Durability.FSYNC).replace();
        assertThat(mark("", Durability.REPLICATED).lostNothing()).isTrue();
    }

    private BootMark mark(String boot, Durability durability) throws IOException {
        return BootMark.read(disk, DATA, boot, durability);
    }
}
