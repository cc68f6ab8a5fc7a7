package io.suiro.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.base.SimulatedTime;
import io.suiro.broker.ClusterQueries.Directories;
import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.MetadataImage;
import io.suiro.cluster.PeerRequests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsResult;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageUtil;
import org.junit.jupiter.api.Test;

/** A broker that is fenced itself, and asks three others: one that answers, one that hangs, one that is fenced. */
class ClusterQueriesTest {
    private static final int ANSWERS = 1;
    private static final int HANGS = 2;
    private static final int FENCED = 3;

    private final SimulatedTime time = new SimulatedTime();
    private final CompletableFuture<ByteBuffer> late = new CompletableFuture<>();
    private final MetadataImage image = MetadataImage.EMPTY
            .with(broker(0, true))
            .with(broker(ANSWERS, false))
            .with(broker(HANGS, false))
            .with(broker(FENCED, true));

    @SuppressWarnings("NullAway") // it asks nothing of itself
    private final ClusterQueries queries = new ClusterQueries(
            0,
            () -> image,
            null,
            new BrokerRequests((nodeId, clientId) -> new Other(nodeId), "test"),
            time,
            Runnable::run);

    private static BrokerImage broker(int id, boolean fenced) {
        Uuid none = Uuid.ZERO_UUID;
        return new BrokerImage(id, none, none, none, "h", 1, "", -1, null, id, fenced, false, false, false);
    }

    private static ByteBuffer answer() {
        DescribeLogDirsResponseData data = new DescribeLogDirsResponseData()
                .setResults(List.of(new DescribeLogDirsResult()
                        .setLogDir("/data")
                        .setTotalBytes(2)
                        .setUsableBytes(1)));
        return MessageUtil.toByteBufferAccessor(data, (short) 4).buffer();
    }

    @Test
    void aBrokerThatHangsIsNotWaitedForAndNamed() {
        CompletableFuture<Directories> told = queries.logDirectories().toCompletableFuture();
        time.advance(ClusterQueries.PATIENCE_MS - 1, () -> {});
        assertThat(told).isNotDone();
        time.advance(1, () -> {});

        assertThat(told.join().unanswered()).containsExactly(HANGS);
        assertThat(told.join().byBroker()).containsOnlyKeys(ANSWERS);
    }

    @Test
    void theAnswerComesAsSoonAsEveryBrokerHasAnswered() {
        CompletableFuture<Directories> told = queries.logDirectories().toCompletableFuture();
        late.complete(answer());

        assertThat(told.join().unanswered()).isEmpty();
        assertThat(told.join().byBroker()).containsOnlyKeys(ANSWERS, HANGS);
    }

    @Test
    void aBrokerThatCannotBeReachedIsNamedAtOnce() {
        CompletableFuture<Directories> told = queries.logDirectories().toCompletableFuture();
        late.completeExceptionally(new IOException("it is gone"));

        assertThat(told.join().unanswered()).containsExactly(HANGS);
        assertThat(told.join().byBroker()).containsOnlyKeys(ANSWERS);
    }

    private final class Other implements PeerRequests.Link {
        private final int nodeId;

        private Other(int nodeId) {
            this.nodeId = nodeId;
        }

        @Override
        public CompletionStage<ByteBuffer> ask(ApiMessage request, short version, int patienceMs) {
            return nodeId == ANSWERS ? CompletableFuture.completedFuture(answer()) : late;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
