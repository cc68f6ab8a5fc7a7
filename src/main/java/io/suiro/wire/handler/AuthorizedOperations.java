package io.suiro.wire.handler;

import org.apache.kafka.common.acl.AclOperation;

/**
 * What a client may do with a resource, as a bit for each {@link AclOperation} (KIP-430). Without access control that
 * is everything the resource knows.
 */
final class AuthorizedOperations {
    static final int TOPIC = bits(
            AclOperation.READ,
            AclOperation.WRITE,
            AclOperation.CREATE,
            AclOperation.DELETE,
            AclOperation.ALTER,
            AclOperation.DESCRIBE,
            AclOperation.DESCRIBE_CONFIGS,
            AclOperation.ALTER_CONFIGS);
    static final int GROUP = bits(
            AclOperation.READ,
            AclOperation.DELETE,
            AclOperation.DESCRIBE,
            AclOperation.DESCRIBE_CONFIGS,
            AclOperation.ALTER_CONFIGS);
    static final int CLUSTER = bits(
            AclOperation.CREATE,
            AclOperation.ALTER,
            AclOperation.DESCRIBE,
            AclOperation.CLUSTER_ACTION,
            AclOperation.DESCRIBE_CONFIGS,
            AclOperation.ALTER_CONFIGS,
            AclOperation.IDEMPOTENT_WRITE);
    /** For clients that did not ask. */
    static final int OMITTED = Integer.MIN_VALUE;

    private AuthorizedOperations() {}

    private static int bits(AclOperation... operations) {
        int bits = 0;
        for (AclOperation operation : operations) {
            bits |= 1 << operation.code();
        }
        return bits;
    }
}
