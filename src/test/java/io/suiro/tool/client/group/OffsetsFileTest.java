package io.suiro.tool.client.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.suiro.tool.client.CommandFailed;
import io.suiro.tool.client.OptionFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OffsetsFileTest {
    @TempDir
    Path directory;

    private SortedMap<TopicPartition, Long> read(String text) throws IOException {
        return OffsetsFile.read(
                new OptionFile("--from-file", Files.writeString(directory.resolve("offsets.csv"), text)));
    }

    @Test
    void whatIsExportedIsReadBackAndSoIsWhatKafkaExports() throws Exception {
        TopicPartition first = new TopicPartition("a.b-c_d", 2);
        TopicPartition second = new TopicPartition("a.b-c_d", 10);
        assertThat(read(OffsetsFile.line(second, 7) + "\n" + OffsetsFile.line(first, 0)))
                .containsExactly(entry(first, 0L), entry(second, 7L));
        assertThat(read("\"a.b-c_d\",10,7\r\n\n  a.b-c_d,2,0  \n"))
                .containsExactly(entry(first, 0L), entry(second, 7L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "orders,0             | line 2 of FILE is not TOPIC,PARTITION,OFFSET as --export prints it for one group",
                "readers,orders,0,5   | line 2 of FILE is not TOPIC,PARTITION,OFFSET",
                "orders,0,-5          | line 2 of FILE is not TOPIC,PARTITION,OFFSET",
                "orders,x,5           | line 2 of FILE is not TOPIC,PARTITION,OFFSET",
                "\"orders,0,5         | line 2 of FILE is not TOPIC,PARTITION,OFFSET",
                "or ders,0,5          | line 2 of FILE is not TOPIC,PARTITION,OFFSET",
                "orders,0,99999999999999999999 | line 2 of FILE is not TOPIC,PARTITION,OFFSET",
                "prices,1,6           | line 2 of FILE is a second one for prices-1"
            })
    void aWrongLineIsNamedAndNothingIsReturned(String line, String said) {
        assertThatThrownBy(() -> read("prices,1,5\n" + line + "\n"))
                .isInstanceOf(CommandFailed.class)
                .hasMessageStartingWith(
                        said.replace("FILE", directory.resolve("offsets.csv").toString()));
    }

    @Test
    void aFileWithoutOffsetsIsRefused() {
        assertThatThrownBy(() -> read("\n \n"))
                .isInstanceOf(CommandFailed.class)
                .hasMessage(directory.resolve("offsets.csv") + " has no line TOPIC,PARTITION,OFFSET");
    }
}
