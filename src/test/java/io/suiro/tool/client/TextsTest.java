package io.suiro.tool.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The three formats of the same answers. */
class TextsTest {
    private static Map<String, @Nullable Object> map(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return map;
    }

    private static final List<?> ROWS =
            List.of(map("name", "a", "endOffset", 10L, "isr", List.of(1, 2)), map("name", "", "endOffset", null));

    private static final Map<String, ?> DOCUMENT =
            map("id", "x", "rows", ROWS, "config", map("k", "v: 1"), "no", List.of());

    @Test
    void aTableHasAlignedColumnsAndNoEmptyCell() throws IOException {
        assertThat(OutputFormat.table.text(ROWS)).isEqualTo("""
                NAME  END-OFFSET  ISR
                a             10  1,2
                ''             -  -
                """);
    }

    @Test
    void nothingIsNoLine() throws IOException {
        assertThat(OutputFormat.table.text(List.of())).isEmpty();
    }

    @Test
    void aDocumentIsLinesAndThenItsParts() throws IOException {
        assertThat(OutputFormat.table.text(List.of(DOCUMENT, map("id", "y")))).isEqualTo("""
                id: x
                no: -

                NAME  END-OFFSET  ISR
                a             10  1,2
                ''             -  -

                config:
                  k=v: 1

                id: y
                """);
    }

    @Test
    void yamlQuotesWhatCouldBeReadAsSomethingElse() throws IOException {
        assertThat(OutputFormat.yaml.text(DOCUMENT)).isEqualTo("""
                id: x
                rows:
                  - name: a
                    endOffset: 10
                    isr:
                      - 1
                      - 2
                  - name: ""
                    endOffset: null
                config:
                  k: "v: 1"
                "no": []
                """);
        assertThat(OutputFormat.yaml.text(List.of("true", "1", "-", "a b", "a\"b", "x-1", true)))
                .isEqualTo("- \"true\"\n- \"1\"\n- \"-\"\n- \"a b\"\n- \"a\\\"b\"\n- x-1\n- true\n");
        assertThat(OutputFormat.yaml.text(List.of())).isEqualTo("[]\n");
    }

    @Test
    void jsonKeepsNullsAndTypes() throws IOException {
        assertThat(JsonText.compact(DOCUMENT))
                .isEqualTo("{\"id\":\"x\",\"rows\":[{\"name\":\"a\",\"endOffset\":10,\"isr\":[1,2]},"
                        + "{\"name\":\"\",\"endOffset\":null}],\"config\":{\"k\":\"v: 1\"},\"no\":[]}");
    }
}
