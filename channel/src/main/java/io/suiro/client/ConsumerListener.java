package io.suiro.client;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;

/** What a {@link LocalConsumer} tells whoever consumes; in the consumer's turn, which may be on the thread that appends: nothing may be held up. */
public interface ConsumerListener {
    /** Whether there is room for more records; once there is none, {@link LocalConsumer#resume} says when there is again. */
    boolean wantsMore();

    /** Whether there is room for more records of this partition, where there is for any. */
    default boolean wantsMore(TopicPartition partition) {
        return true;
    }

    /** Records of one partition, in log order, from where the last ones ended. */
    void records(List<ConsumedRecord> records);

    /** Records of these will come. */
    void assigned(Set<TopicPartition> partitions);

    /** No records of these will come; the group is told that they are free once the stage has completed, in whichever way. */
    CompletionStage<?> revoked(Set<TopicPartition> partitions);

    /** These are another member's already: what is being done with their records may be done twice. */
    void lost(Set<TopicPartition> partitions);

    /** What was handed over of these comes again, and nothing else before it. */
    void rewound(Set<TopicPartition> partitions);

    /** There will be nothing more, and the member has left its group. */
    void failed(Throwable reason);
}
