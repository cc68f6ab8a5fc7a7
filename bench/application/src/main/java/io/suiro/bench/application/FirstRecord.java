package io.suiro.bench.application;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;

/** Says when the application is ready, and when its first record is acknowledged; ends with its standard input. */
@QuarkusMain
public final class FirstRecord implements QuarkusApplication {
    private final Emitter<String> records;

    FirstRecord(@Channel("records") Emitter<String> records) {
        this.records = records;
    }

    public static void main(String... args) {
        Quarkus.run(FirstRecord.class, args);
    }

    @Override
    public int run(String... args) throws IOException {
        System.out.println("ready");
        records.send("first").toCompletableFuture().join();
        System.out.println("acknowledged");
        return System.in.read() < 0 ? 0 : 1;
    }
}
