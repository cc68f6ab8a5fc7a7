package io.suiro.tool.client;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.protocol.Errors;

/** What Kafka's clients throw, in one line that a person can act on. */
public final class Explanation {
    private Explanation() {}

    /** Without a full stop at the end. */
    public static String of(Throwable failure) {
        Throwable root = root(failure);
        String message = oneLine(root);
        return switch (root) {
            case TimeoutException _ ->
                "no answer in time: " + message
                        + "; is it a broker, and does it want TLS? --command-config FILE can say so, and longer timeouts";
            case AuthenticationException _ -> "the broker does not let this client in: " + message;
            case UnsupportedVersionException _ -> "the broker is too old for this: " + message;
            case ConfigException _ -> "wrong client property: " + message;
            case GroupNotEmptyException _, GroupSubscribedToTopicException _ -> message + "; stop its members first";
            case InterruptException _ -> "interrupted";
            default -> message + code(root);
        };
    }

    static CommandFailed failure(Throwable failure) {
        return new CommandFailed(of(failure), failure);
    }

    /** A client that cannot be made says why in its cause. */
    private static Throwable root(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause != null && failure.getClass() == KafkaException.class ? root(cause) : failure;
    }

    private static String oneLine(Throwable failure) {
        String message = String.valueOf(failure.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }

    private static String code(Throwable failure) {
        Errors error = Errors.forException(failure);
        return error == Errors.UNKNOWN_SERVER_ERROR ? "" : " (" + error + ")";
    }
}
