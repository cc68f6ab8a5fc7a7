package io.suiro.bench.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartTest {
    /** What an application says, or one that ends too early. */
    public static void main(String[] words) throws IOException {
        for (String word : words) {
            System.out.println(word);
        }
        if (words.length > 1) {
            int end = System.in.read();
            System.exit(end);
        }
    }

    @Test
    void isMeasuredUntilTheFirstRecordIsAcknowledged() throws IOException, InterruptedException {
        Start start = Start.measure(command("ready", "acknowledged"));
        assertThat(start.readyMs()).isPositive();
        assertThat(start.acknowledgedMs()).isGreaterThanOrEqualTo(start.readyMs());
    }

    @Test
    void anApplicationThatEndsBeforeFails() {
        assertThatThrownBy(() -> Start.measure(command("no such port")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no such port");
    }

    private static List<String> command(String... words) {
        List<String> command =
                new ArrayList<>(List.of("-cp", System.getProperty("java.class.path"), StartTest.class.getName()));
        command.addAll(List.of(words));
        return command;
    }
}
