package io.suiro.coordinator.txn;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.suiro.error.Refused;
import java.util.Set;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Which transactional ids are listed.
 *
 * @param states any if empty
 * @param producerIds any if empty
 * @param longerThanMs only transactions that are not over and have been going on for longer; below 0 for all
 * @param idPattern of the whole transactional id; null for any
 */
public record TransactionFilter(
        Set<TransactionState> states,
        Set<Long> producerIds,
        long longerThanMs,
        @Nullable Pattern idPattern) {
    /** All there are. */
    public static final TransactionFilter ALL = new TransactionFilter(Set.of(), Set.of(), -1, null);

    /**
     * RE2's syntax, whose search takes time in proportion to the text.
     *
     * @throws Refused INVALID_REGULAR_EXPRESSION
     */
    public static @Nullable Pattern pattern(@Nullable String expression) {
        if (expression == null || expression.isEmpty()) {
            return null;
        }
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new Refused(
                    Errors.INVALID_REGULAR_EXPRESSION,
                    "The pattern `" + expression + "` is not a regular expression: " + e.getMessage());
        }
    }

    boolean matches(String transactionalId, Transaction transaction, long nowMs) {
        return (states.isEmpty() || states.contains(transaction.state()))
                && (producerIds.isEmpty() || producerIds.contains(transaction.producerId()))
                && (longerThanMs < 0 || isLonger(transaction, nowMs))
                && (idPattern == null || idPattern.matcher(transactionalId).matches());
    }

    private boolean isLonger(Transaction transaction, long nowMs) {
        return !transaction.state().isIdle() && nowMs - transaction.startMs() > longerThanMs;
    }
}
