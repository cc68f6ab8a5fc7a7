package io.suiro.cluster;

import java.net.ConnectException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The network of a broker that knows no other. */
enum NoPeers implements PeerNetwork {
    INSTANCE;

    @Override
    public void tell(int nodeId, byte[] message) {
        // there is nobody
    }

    @Override
    public CompletionStage<byte[]> ask(int nodeId, byte[] request) {
        return CompletableFuture.failedFuture(new ConnectException("this broker knows no other"));
    }
}
