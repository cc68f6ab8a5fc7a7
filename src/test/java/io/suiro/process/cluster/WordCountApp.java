package io.suiro.process.cluster;

import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;

/**
 * Kafka Streams as a process of its own: counts words of {@link #LINES} into {@link #COUNTS}, by way of a repartition topic, with
 * {@code exactly_once_v2}. Every count is written, none is left out for one that follows. Goes on until it is killed.
 */
final class WordCountApp {
    static final String ID = "word-count";
    static final String LINES = "lines";
    static final String COUNTS = "counts";
    /** What it prints, with the reason, when one of its threads has failed and another takes its place. */
    static final String REPLACED = "replaced: ";

    private WordCountApp() {}

    /**
     * Does not return.
     *
     * @param arguments addresses of brokers, and a directory for the state
     */
    public static void main(String... arguments) throws InterruptedException {
        StreamsBuilder builder = new StreamsBuilder();
        builder.<String, String>stream(LINES)
                .flatMapValues(line -> List.of(line.split(" ")))
                .groupBy((key, word) -> word, Grouped.as("words"))
                .count(Materialized.as("counted"))
                .toStream()
                .to(COUNTS, Produced.with(Serdes.String(), Serdes.Long()));
        Properties settings = settings(arguments[0], arguments[1]);
        KafkaStreams app = new KafkaStreams(builder.build(settings), settings);
        app.setUncaughtExceptionHandler(failure -> {
            System.out.println(REPLACED + failure);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        app.start();
        new CountDownLatch(1).await();
    }

    private static Properties settings(String bootstrap, String state) {
        Properties settings = new Properties();
        settings.put("application.id", ID);
        settings.put("bootstrap.servers", bootstrap);
        settings.put("state.dir", state);
        settings.put("processing.guarantee", "exactly_once_v2");
        settings.put("num.stream.threads", 2);
        settings.put("statestore.cache.max.bytes", 0);
        settings.put("default.key.serde", Serdes.StringSerde.class);
        settings.put("default.value.serde", Serdes.StringSerde.class);
        settings.put("auto.offset.reset", "earliest");
        settings.put("session.timeout.ms", 6000);
        settings.put("heartbeat.interval.ms", 500);
        settings.put("reconnect.backoff.max.ms", 200);
        return settings;
    }
}
