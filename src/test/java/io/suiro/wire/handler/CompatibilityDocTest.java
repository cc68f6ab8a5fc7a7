package io.suiro.wire.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.broker.Broker;
import io.suiro.broker.BrokerOptions;
import io.suiro.config.StaticSettings;
import io.suiro.wire.ApiHandler;
import io.suiro.wire.ApiTable;
import io.suiro.wire.WireObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/compatibility.md says what is served; this holds it to that. */
final class CompatibilityDocTest {
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| (\\w+) \\| (\\d+)-(\\d+) \\|.*");

    @Test
    void theDocumentListsWhatIsServed(@TempDir Path data) throws IOException {
        Broker broker = Broker.open(new BrokerOptions(data, StaticSettings.defaults(0), 1));
        try {
            Map<Integer, String> served = new TreeMap<>();
            for (ApiHandler<?, ?> handler : new ApiTable(Handlers.of(broker), WireObserver.NONE).handlers()) {
                ApiKeys api = handler.api();
                int min = api == ApiKeys.PRODUCE ? 0 : handler.minVersion();
                served.put((int) api.id, api.name + " " + min + "-" + handler.maxVersion());
            }
            assertThat(documented()).isEqualTo(served);
        } finally {
            broker.close();
        }
    }

    private static Map<Integer, String> documented() throws IOException {
        Map<Integer, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("docs/compatibility.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.put(Integer.valueOf(row.group(1)), row.group(2) + " " + row.group(3) + "-" + row.group(4));
            }
        }
        return rows;
    }
}
