package io.suiro.wire.peer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Shows and checks knowledge of the cluster's secret, without sending it. Any thread.
 *
 * <pre>
 *  key   = HMAC-SHA256("suiro peer 1", secret as UTF-8, empty for none)
 *  proof = HMAC-SHA256(key, role, 0, length int32 and bytes of the client's hello, and of the server's hello)
 * </pre>
 *
 * The role keeps a proof from being sent back to whom it came from, both nonces keep it from being used again. It is
 * not a channel's encryption: what follows on the connection is in clear, and only the network keeps it whole.
 */
final class Proofs {
    static final int BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";

    /** Who says what with a proof. */
    enum Role {
        SERVER("server"),
        CLIENT("client"),
        /** The server's again: it has accepted. */
        WELCOME("welcome");

        private final String label;

        Role(String label) {
            this.label = label;
        }
    }

    private final SecretKeySpec key;

    Proofs(String secret) {
        byte[] derived = mac(
                new SecretKeySpec("suiro peer 1".getBytes(StandardCharsets.US_ASCII), ALGORITHM),
                secret.getBytes(StandardCharsets.UTF_8));
        this.key = new SecretKeySpec(derived, ALGORITHM);
    }

    /** The hellos are whole frames, the server's without its proof. */
    byte[] proof(Role role, byte[] clientHello, byte[] serverHello) {
        return mac(
                key,
                role.label.getBytes(StandardCharsets.US_ASCII),
                new byte[1],
                length(clientHello),
                clientHello,
                length(serverHello),
                serverHello);
    }

    /** In the same time whatever is wrong with it. */
    boolean isProof(byte[] claimed, Role role, byte[] clientHello, byte[] serverHello) {
        return MessageDigest.isEqual(claimed, proof(role, clientHello, serverHello));
    }

    private static byte[] length(byte[] bytes) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array();
    }

    private static byte[] mac(SecretKeySpec key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            Arrays.stream(parts).forEach(mac::update);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
