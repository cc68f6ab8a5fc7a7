package io.suiro.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.reactive.messaging.annotations.ConnectorAttribute;
import io.smallrye.reactive.messaging.annotations.ConnectorAttribute.Direction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docs/channels.md} names the attributes that there are, and no others. */
class ChannelsDocTest {
    private static final Pattern FIRST_CELL = Pattern.compile("^\\| (`[^|]*) \\|", Pattern.MULTILINE);
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    @ParameterizedTest
    @EnumSource(names = {"INCOMING", "OUTGOING"})
    void everyAttributeHasARow(Direction direction) throws IOException {
        Set<String> declared = Arrays.stream(SuiroConnector.class.getAnnotationsByType(ConnectorAttribute.class))
                .filter(one -> one.direction() == direction || one.direction() == Direction.INCOMING_AND_OUTGOING)
                .map(ConnectorAttribute::name)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented(direction == Direction.INCOMING ? "### Incoming" : "### Outgoing"))
                .isEqualTo(declared);
    }

    @Test
    void everyKeyOfAClusterHasARow() throws IOException {
        Set<String> keys = ClusterSettings.KEYS.stream()
                .map(key -> key.substring(ClusterSettings.PREFIX.length()))
                .collect(Collectors.toCollection(TreeSet::new));
        keys.add(ClusterSettings.PREFIX + "…");
        assertThat(documented("## A cluster")).isEqualTo(keys);
    }

    private static Set<String> documented(String heading) throws IOException {
        String document = Files.readString(Path.of("..", "docs", "channels.md"));
        String section = document.substring(document.indexOf(heading) + heading.length());
        section = section.substring(0, section.indexOf("\n#"));
        return FIRST_CELL
                .matcher(section)
                .results()
                .flatMap(cell -> CODE.matcher(cell.group(1)).results())
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
