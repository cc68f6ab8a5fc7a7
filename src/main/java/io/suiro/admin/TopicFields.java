package io.suiro.admin;

import io.suiro.base.Stages;
import io.suiro.config.TopicSettings;
import io.suiro.error.Outcome;
import io.suiro.error.Refused;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Which member of a topic's body is to blame for a refusal. */
final class TopicFields {
    private TopicFields() {}

    /** Each by itself, so that the one is known that is wrong. */
    static void checkConfigs(@Nullable Map<String, String> configs) {
        if (configs != null) {
            configs.forEach((name, value) -> {
                if (TopicSettings.TABLE.check(name, value)
                        instanceof Outcome.Failed<String>(Errors code, String detail)) {
                    throw new RefusedField("configs." + name, code, detail);
                }
            });
        }
    }

    /** The same stage, but with the member where a failure has one. */
    static <T> CompletionStage<T> locate(CompletionStage<T> stage) {
        return stage.exceptionallyCompose(failure -> CompletableFuture.failedStage(located(Stages.cause(failure))));
    }

    private static Throwable located(Throwable cause) {
        if (!(cause instanceof Refused refused)) {
            return cause;
        }
        String field =
                switch (refused.code()) {
                    case INVALID_TOPIC_EXCEPTION, TOPIC_ALREADY_EXISTS -> "name";
                    case INVALID_PARTITIONS, POLICY_VIOLATION -> "partitions";
                    case INVALID_REPLICATION_FACTOR -> "replicationFactor";
                    case INVALID_REPLICA_ASSIGNMENT -> "replicas";
                    case INVALID_CONFIG -> "configs";
                    default -> null;
                };
        return field == null ? refused : new RefusedField(field, refused.code(), refused.detail());
    }
}
