package io.suiro.wire.peer;

/** The other side refused, in its own words. */
final class RefusedByPeer extends HandshakeFailure {
    private static final long serialVersionUID = 1;

    RefusedByPeer(Refusal refusal, String text) {
        super(refusal, "was refused as " + refusal + ": the other side " + text);
    }
}
