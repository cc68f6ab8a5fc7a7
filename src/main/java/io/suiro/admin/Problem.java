package io.suiro.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.suiro.error.Refused;
import jakarta.ws.rs.core.Response;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was refused, as RFC 9457 has it.
 *
 * @param title the same for each of its kind
 * @param status of HTTP
 * @param detail of this one, a sentence
 * @param kafkaError the name of Kafka's error code
 * @param field the member of the body, as in {@code configs.retention.ms}, or the parameter that is to blame; null if that is not one
 */
record Problem(
        String title,
        int status,
        String detail,
        String kafkaError,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String field) {
    static final String MEDIA_TYPE = "application/problem+json";
    static final int UNAVAILABLE = 503;

    Problem(String title, int status, String detail, String kafkaError) {
        this(title, status, detail, kafkaError, null);
    }

    Problem at(String member) {
        return new Problem(title, status, detail, kafkaError, member);
    }

    static Problem of(Refused refused) {
        return new Problem(
                refused.code().message(),
                status(refused.code()),
                refused.detail(),
                refused.code().name());
    }

    Response response() {
        return Response.status(status).type(MEDIA_TYPE).entity(this).build();
    }

    private static int status(Errors code) {
        return switch (code) {
            case UNKNOWN_TOPIC_OR_PARTITION,
                    UNKNOWN_TOPIC_ID,
                    BROKER_ID_NOT_REGISTERED,
                    VOTER_NOT_FOUND,
                    NO_REASSIGNMENT_IN_PROGRESS,
                    TRANSACTIONAL_ID_NOT_FOUND,
                    GROUP_ID_NOT_FOUND -> 404;
            case CLUSTER_AUTHORIZATION_FAILED -> 403;
            case TOPIC_ALREADY_EXISTS,
                    TOPIC_DELETION_DISABLED,
                    REASSIGNMENT_IN_PROGRESS,
                    DUPLICATE_VOTER,
                    ELECTION_NOT_NEEDED,
                    PREFERRED_LEADER_NOT_AVAILABLE,
                    ELIGIBLE_LEADERS_NOT_AVAILABLE,
                    INVALID_TXN_STATE,
                    CONCURRENT_TRANSACTIONS,
                    NON_EMPTY_GROUP -> 409;
            case INVALID_REPLICATION_FACTOR,
                    INVALID_REPLICA_ASSIGNMENT,
                    INVALID_CONFIG,
                    INVALID_PARTITIONS,
                    INVALID_TOPIC_EXCEPTION,
                    POLICY_VIOLATION,
                    OFFSET_OUT_OF_RANGE,
                    INVALID_RECORD,
                    INVALID_TIMESTAMP -> 422;
            case MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE -> 413;
            case REQUEST_TIMED_OUT -> 504;
            case BROKER_NOT_AVAILABLE,
                    NOT_CONTROLLER,
                    KAFKA_STORAGE_ERROR,
                    LEADER_NOT_AVAILABLE,
                    NOT_LEADER_OR_FOLLOWER,
                    NOT_ENOUGH_REPLICAS,
                    NOT_ENOUGH_REPLICAS_AFTER_APPEND,
                    COORDINATOR_NOT_AVAILABLE,
                    COORDINATOR_LOAD_IN_PROGRESS,
                    NOT_COORDINATOR -> 503;
            case UNKNOWN_SERVER_ERROR, CORRUPT_MESSAGE -> 500;
            default -> 400;
        };
    }
}
