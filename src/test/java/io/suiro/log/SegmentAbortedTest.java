package io.suiro.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.FaultDisk;
import io.suiro.log.clean.AbortedTransaction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SegmentAbortedTest {
    private static final Path INDEX = Path.of("/data/0.txnindex");

    private final FaultDisk disk = new FaultDisk();
    private SegmentAborted aborted;

    @BeforeEach
    void create() throws IOException {
        disk.createDirectories(Path.of("/data"));
        aborted = new SegmentAborted(disk, INDEX);
    }

    @Test
    void whatAReaderHoldsStaysAsItWasWhileVeryManyAreAdded() throws IOException {
        aborted.set(List.of(transaction(0)));
        List<AbortedTransaction> before = aborted.all();
        for (int i = 1; i < 300_000; i++) {
            aborted.add(transaction(i));
        }

        assertThat(before).containsExactly(transaction(0));
        assertThat(aborted.all()).hasSize(300_000).last().isEqualTo(transaction(299_999));
    }

    @Test
    void oneThatIsLetGoIsReadFromItsFileOnceItIsWanted() throws IOException {
        aborted.set(List.of(transaction(0), transaction(1)));
        aborted.store();
        assertThat(aborted.known()).hasSize(2);
        aborted.unload();
        assertThat(aborted.known()).as("wanted since").hasSize(2);
        aborted.unload();
        aborted.unload();
        assertThat(aborted.known()).isNull();

        assertThat(aborted.load()).containsExactly(transaction(0), transaction(1));

        assertThat(aborted.known()).hasSize(2);
    }

    @Test
    void thatThereAreNoneIsNotReadAgain() throws IOException {
        assertThat(aborted.load()).isEmpty();
        aborted.unload();
        aborted.unload();
        assertThat(aborted.known()).isEmpty();
    }

    private static AbortedTransaction transaction(long number) {
        return new AbortedTransaction(7, number * 2, number * 2 + 1, number * 2 + 2);
    }
}
