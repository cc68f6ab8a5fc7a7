package io.suiro.bench;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.suiro.base.Clock;
import io.suiro.broker.Broker;
import io.suiro.broker.BrokerOptions;
import io.suiro.config.StaticSettings;
import io.suiro.wire.ApiTable;
import io.suiro.wire.EndsOfConnections;
import io.suiro.wire.KafkaServer;
import io.suiro.wire.WireConfig;
import io.suiro.wire.WireObserver;
import io.suiro.wire.handler.Handlers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A broker in this JVM, on a free port. */
public final class BrokerHere implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    private final Broker broker;
    private final EventLoopGroup loops = new NioEventLoopGroup(2);
    private final KafkaServer server;

    /** Serves when it returns. */
    public BrokerHere(Path data) throws IOException {
        broker = Broker.open(new BrokerOptions(data, StaticSettings.defaults(1), 2));
        server = new KafkaServer(
                loops,
                WireConfig.defaults(HOST, 0),
                new ApiTable(Handlers.of(broker), WireObserver.NONE),
                new EndsOfConnections(WireObserver.NONE, broker::connectionClosed),
                Clock.SYSTEM);
        broker.start();
        server.start().toCompletableFuture().join();
        broker.announce(HOST, server.localPort()).toCompletableFuture().join();
    }

    public String bootstrap() {
        return HOST + ":" + server.localPort();
    }

    @Override
    public void close() throws IOException {
        server.stop(Duration.ofSeconds(5)).toCompletableFuture().join();
        broker.close();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
