package io.suiro.wire.handler;

import io.suiro.base.RequestContext;
import io.suiro.broker.Storage;
import io.suiro.error.Outcome;
import io.suiro.wire.ApiHandler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData.DescribableLogDirTopic;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsPartition;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsResult;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * DescribeLogDirs, versions 1 to 5.
 *
 * <p>2 flexible · 3 error code · 4 total and usable bytes (KIP-827) · 5 cordoned
 * (KIP-1066).
 *
 * <p>Deviations: a broker has one data directory; partitions never move between directories.
 */
public final class DescribeLogDirsHandler
        implements ApiHandler<DescribeLogDirsRequestData, DescribeLogDirsResponseData> {
    private static final int FIRST_WITH_CORDONED = 5;

    private final Storage storage;

    public DescribeLogDirsHandler(Storage storage) {
        this.storage = storage;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_LOG_DIRS;
    }

    @Override
    public short minVersion() {
        return 1;
    }

    @Override
    public short maxVersion() {
        return 5;
    }

    @Override
    public CompletionStage<DescribeLogDirsResponseData> handle(
            DescribeLogDirsRequestData request, RequestContext context) {
        boolean cordoned = context.apiVersion() >= FIRST_WITH_CORDONED && storage.isCordoned();
        return storage.describe().thenApply(directory -> {
            DescribeLogDirsResult result =
                    switch (directory) {
                        case Outcome.Ok<Storage.Directory>(Storage.Directory online) -> result(online, request);
                        case Outcome.Failed<Storage.Directory>(Errors code, String detail) ->
                            new DescribeLogDirsResult()
                                    .setLogDir(storage.path())
                                    .setErrorCode(code.code());
                    };
            return new DescribeLogDirsResponseData().setResults(List.of(result.setIsCordoned(cordoned)));
        });
    }

    private static DescribeLogDirsResult result(Storage.Directory directory, DescribeLogDirsRequestData request) {
        Map<String, DescribeLogDirsTopic> topics = new HashMap<>();
        directory.sizes().forEach((topicPartition, bytes) -> {
            if (isWanted(request, topicPartition)) {
                topics.computeIfAbsent(topicPartition.topic(), name -> new DescribeLogDirsTopic().setName(name))
                        .partitions()
                        .add(new DescribeLogDirsPartition()
                                .setPartitionIndex(topicPartition.partition())
                                .setPartitionSize(bytes));
            }
        });
        return new DescribeLogDirsResult()
                .setLogDir(directory.path())
                .setTopics(List.copyOf(topics.values()))
                .setTotalBytes(directory.totalBytes())
                .setUsableBytes(directory.usableBytes());
    }

    /** No topics at all means every one. */
    private static boolean isWanted(DescribeLogDirsRequestData request, TopicPartition topicPartition) {
        if (request.topics() == null) {
            return true;
        }
        DescribableLogDirTopic topic = request.topics().find(topicPartition.topic());
        return topic != null && topic.partitions().contains(topicPartition.partition());
    }
}
