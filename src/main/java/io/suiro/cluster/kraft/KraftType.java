package io.suiro.cluster.kraft;

import org.jspecify.annotations.Nullable;

/**
 * Every kind of record that Kafka 4.3 writes to its metadata log. A kind that is not here, or a version above the highest,
 * is of a later Kafka. Source: {@code metadata/src/main/resources/common/metadata/*.json} of Apache Kafka 4.3.1.
 */
enum KraftType {
    REGISTER_BROKER(0, 4),
    UNREGISTER_BROKER(1, 0),
    TOPIC(2, 0),
    PARTITION(3, 2),
    CONFIG(4, 0),
    PARTITION_CHANGE(5, 2),
    FENCE_BROKER(7, 0),
    UNFENCE_BROKER(8, 0),
    REMOVE_TOPIC(9, 0),
    DELEGATION_TOKEN(10, 0),
    USER_SCRAM_CREDENTIAL(11, 0),
    FEATURE_LEVEL(12, 0),
    CLIENT_QUOTA(14, 0),
    PRODUCER_IDS(15, 0),
    BROKER_REGISTRATION_CHANGE(17, 3),
    ACCESS_CONTROL_ENTRY(18, 0),
    REMOVE_ACCESS_CONTROL_ENTRY(19, 0),
    NO_OP(20, 0),
    ZK_MIGRATION_STATE(21, 0),
    REMOVE_USER_SCRAM_CREDENTIAL(22, 0),
    BEGIN_TRANSACTION(23, 0),
    END_TRANSACTION(24, 0),
    ABORT_TRANSACTION(25, 0),
    REMOVE_DELEGATION_TOKEN(26, 0),
    REGISTER_CONTROLLER(27, 0),
    CLEAR_ELR(28, 0);

    private final int apiKey;
    private final int highestVersion;

    KraftType(int apiKey, int highestVersion) {
        this.apiKey = apiKey;
        this.highestVersion = highestVersion;
    }

    int highestVersion() {
        return highestVersion;
    }

    static @Nullable KraftType find(int apiKey) {
        for (KraftType type : values()) {
            if (type.apiKey == apiKey) {
                return type;
            }
        }
        return null;
    }
}
