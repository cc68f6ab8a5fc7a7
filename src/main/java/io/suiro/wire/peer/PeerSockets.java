package io.suiro.wire.peer;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * Options of the sockets between brokers. With the native transport a connection to a machine that has vanished ends
 * after some ten seconds, whether something is to be sent or not; for a process that is merely stopped its system
 * still acknowledges, until what it does not read fills its buffers: ten seconds later that connection ends too.
 */
final class PeerSockets {
    private static final int BACKLOG = 1024;
    private static final int VANISHED_MS = 10_000;
    private static final int KEEPALIVE_SECONDS = 5;

    private PeerSockets() {}

    static ServerBootstrap server(EventLoopGroup group, PeerConfig config) {
        boolean epoll = isEpoll(group.next());
        Class<? extends ServerChannel> transport =
                epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(transport)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true);
        if (epoll) {
            bootstrap
                    .childOption(EpollChannelOption.TCP_USER_TIMEOUT, VANISHED_MS)
                    .childOption(EpollChannelOption.TCP_KEEPIDLE, KEEPALIVE_SECONDS)
                    .childOption(EpollChannelOption.TCP_KEEPINTVL, KEEPALIVE_SECONDS);
        }
        if (config.receiveBufferBytes() > 0) {
            bootstrap.childOption(ChannelOption.SO_RCVBUF, config.receiveBufferBytes());
        }
        if (config.sendBufferBytes() > 0) {
            bootstrap.childOption(ChannelOption.SO_SNDBUF, config.sendBufferBytes());
        }
        return bootstrap;
    }

    static Bootstrap client(EventLoop loop, PeerConfig config) {
        boolean epoll = isEpoll(loop);
        Class<? extends SocketChannel> transport = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(transport)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(config.connectTimeout().toMillis()));
        if (epoll) {
            bootstrap
                    .option(EpollChannelOption.TCP_USER_TIMEOUT, VANISHED_MS)
                    .option(EpollChannelOption.TCP_KEEPIDLE, KEEPALIVE_SECONDS)
                    .option(EpollChannelOption.TCP_KEEPINTVL, KEEPALIVE_SECONDS);
        }
        if (config.receiveBufferBytes() > 0) {
            bootstrap.option(ChannelOption.SO_RCVBUF, config.receiveBufferBytes());
        }
        if (config.sendBufferBytes() > 0) {
            bootstrap.option(ChannelOption.SO_SNDBUF, config.sendBufferBytes());
        }
        return bootstrap;
    }

    private static boolean isEpoll(EventLoop loop) {
        return loop.parent() instanceof EpollEventLoopGroup;
    }
}
