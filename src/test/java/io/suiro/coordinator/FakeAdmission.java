package io.suiro.coordinator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;

/** Answers at once, or when the test says so, and remembers what it was asked. */
public final class FakeAdmission implements TransactionAdmission {
    private final List<Asked> asked = new ArrayList<>();
    private final List<CompletableFuture<Errors>> waiting = new ArrayList<>();
    private Errors code = Errors.NONE;
    private boolean isHeld;

    public record Asked(
            String transactionalId, long producerId, short producerEpoch, TopicPartition partition, Kind kind) {}

    @Override
    public CompletionStage<Errors> admit(
            String transactionalId, long producerId, short producerEpoch, TopicPartition partition, Kind kind) {
        asked.add(new Asked(transactionalId, producerId, producerEpoch, partition, kind));
        CompletableFuture<Errors> answer = new CompletableFuture<>();
        if (isHeld) {
            waiting.add(answer);
        } else {
            answer.complete(code);
        }
        return answer;
    }

    /** From now on it says this. */
    public void answers(Errors code) {
        this.code = code;
    }

    /** From now on it says nothing until {@link #release}. */
    public void hold() {
        isHeld = true;
    }

    public void release() {
        isHeld = false;
        List<CompletableFuture<Errors>> released = List.copyOf(waiting);
        waiting.clear();
        released.forEach(answer -> answer.complete(code));
    }

    public List<Asked> asked() {
        return List.copyOf(asked);
    }
}
