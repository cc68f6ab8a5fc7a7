package io.suiro.bench.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

class ChannelCommandTest {
    @ParameterizedTest
    @EnumSource
    void everyFigureOfAConnectorIsMeasured(Connector connector) {
        StringWriter out = new StringWriter();
        CommandLine command = new CommandLine(new ChannelCommand()).setOut(new PrintWriter(out));

        int status =
                command.execute(connector.name(), "--records=1000", "--passes=1", "--seconds=1", "--warmup-seconds=0");

        assertThat(status).isZero();
        List<String> figures = Arrays.stream(Figure.values())
                .filter(figure -> connector == Connector.SUIRO || !figure.name().startsWith("FIRST_RECORD"))
                .filter(figure -> connector == Connector.SUIRO || !figure.name().startsWith("RESET"))
                .map(Figure::name)
                .toList();
        Stream<String[]> lines = out.toString().lines().map(line -> line.split(" ", 2));
        assertThat(lines)
                .allSatisfy(line -> assertThat(Double.parseDouble(line[1])).isPositive())
                .extracting(line -> line[0])
                .containsExactlyInAnyOrderElementsOf(figures);
    }
}
