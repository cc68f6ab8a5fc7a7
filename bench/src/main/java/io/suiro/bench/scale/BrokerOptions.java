package io.suiro.bench.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Where and how brokers are started. */
final class BrokerOptions {
    @Option(
            names = "--checkout",
            paramLabel = "DIR",
            defaultValue = "${sys:suiro.checkout}",
            description = "whose ./suiro is run (the one of this program)")
    Path checkout = Path.of(".");

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "${sys:suiro.checkout}/bench/target/scale",
            description = "holds the data directories, which are deleted at the end (bench/target/scale)")
    Path dir = Path.of(".");

    @Option(
            names = "--port",
            paramLabel = "P",
            defaultValue = "19792",
            description = "Kafka's port; HTTP is 100 above (${DEFAULT-VALUE})")
    int port;

    @Option(names = "--heap", paramLabel = "SIZE", defaultValue = "1g", description = "(${DEFAULT-VALUE})")
    String heap = "";

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "a broker setting; repeatable")
    List<String> settings = new ArrayList<>();

    /** On a new directory; {@code set} are settings that come before the user's. */
    BrokerProcess broker(List<String> set) throws IOException {
        Files.createDirectories(dir);
        List<String> options = new ArrayList<>(List.of("--heap", heap));
        set.forEach(setting -> options.addAll(List.of("--set", setting)));
        settings.forEach(setting -> options.addAll(List.of("--set", setting)));
        return new BrokerProcess(checkout, Files.createTempDirectory(dir, "broker"), port, options).endWithThisJvm();
    }
}
