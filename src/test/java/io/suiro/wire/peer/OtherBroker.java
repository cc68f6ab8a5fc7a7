package io.suiro.wire.peer;

import io.suiro.wire.peer.TestPeer.Setup;
import java.util.concurrent.CompletableFuture;

/** The program of {@link PeerProcessTest}'s other process. */
final class OtherBroker {
    /** A question without an answer. */
    static final String NEVER = "never";

    private OtherBroker() {}

    public static void main(String[] args) {
        TestPeer self = Setup.node(Integer.parseInt(args[0])).start();
        self.heard.answer = request -> Heard.text(request).equals(NEVER)
                ? new CompletableFuture<>()
                : CompletableFuture.completedStage(request);
        System.out.println("port " + self.listener.localPort());
        System.out.flush();
        // should whoever started it end without killing it, it ends too
        ProcessHandle.current().parent().map(ProcessHandle::onExit).ifPresent(CompletableFuture::join);
        System.exit(0);
    }
}
