package io.suiro.clients;

import static org.apache.kafka.common.protocol.Errors.INVALID_PRODUCER_ID_MAPPING;
import static org.apache.kafka.common.protocol.Errors.INVALID_REGULAR_EXPRESSION;
import static org.apache.kafka.common.protocol.Errors.INVALID_REQUEST;
import static org.apache.kafka.common.protocol.Errors.NONE;
import static org.apache.kafka.common.protocol.Errors.OPERATION_NOT_ATTEMPTED;
import static org.apache.kafka.common.protocol.Errors.TRANSACTIONAL_ID_NOT_FOUND;
import static org.apache.kafka.common.protocol.Errors.UNKNOWN_TOPIC_OR_PARTITION;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.AddOffsetsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic;
import org.apache.kafka.common.message.DescribeTransactionsRequestData;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarker;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarkerTopic;
import org.apache.kafka.common.protocol.ApiKeys;

/** Sample requests of the APIs of transactions; whole transactions, {@link TransactionsTest} has. */
final class TransactionSamples {
    private static final String STRANGER = "stranger";
    private static final long PRODUCER_ID = 4_711;

    private TransactionSamples() {}

    static List<Sample> of(ApiKeys api, short version, Known known) {
        return switch (api) {
            case ADD_PARTITIONS_TO_TXN ->
                List.of(
                        Sample.of(adding(STRANGER, known.topic()), INVALID_PRODUCER_ID_MAPPING),
                        Sample.of(adding("", known.topic()), INVALID_REQUEST),
                        Sample.of(
                                adding(STRANGER, known.topic(), Known.MISSING),
                                OPERATION_NOT_ATTEMPTED,
                                UNKNOWN_TOPIC_OR_PARTITION));
            case ADD_OFFSETS_TO_TXN ->
                List.of(
                        Sample.of(addingOffsets(STRANGER), INVALID_PRODUCER_ID_MAPPING),
                        Sample.of(addingOffsets(""), INVALID_REQUEST));
            case END_TXN ->
                List.of(
                        Sample.of(ending(STRANGER, true), INVALID_PRODUCER_ID_MAPPING),
                        Sample.of(ending(STRANGER, false), INVALID_PRODUCER_ID_MAPPING),
                        Sample.of(ending("", true), INVALID_REQUEST));
            case WRITE_TXN_MARKERS -> List.of(marking(version, known));
            case DESCRIBE_TRANSACTIONS ->
                List.of(Sample.of(
                        new DescribeTransactionsRequestData().setTransactionalIds(List.of(STRANGER, "")),
                        TRANSACTIONAL_ID_NOT_FOUND,
                        INVALID_REQUEST));
            case LIST_TRANSACTIONS -> list(version);
            default -> List.of();
        };
    }

    private static AddPartitionsToTxnRequestData adding(String transactionalId, String... topics) {
        AddPartitionsToTxnRequestData request = new AddPartitionsToTxnRequestData()
                .setV3AndBelowTransactionalId(transactionalId)
                .setV3AndBelowProducerId(PRODUCER_ID)
                .setV3AndBelowProducerEpoch((short) 0);
        for (String topic : topics) {
            request.v3AndBelowTopics()
                    .add(new AddPartitionsToTxnTopic().setName(topic).setPartitions(List.of(0)));
        }
        return request;
    }

    private static AddOffsetsToTxnRequestData addingOffsets(String transactionalId) {
        return new AddOffsetsToTxnRequestData()
                .setTransactionalId(transactionalId)
                .setProducerId(PRODUCER_ID)
                .setProducerEpoch((short) 0)
                .setGroupId("group");
    }

    private static EndTxnRequestData ending(String transactionalId, boolean committed) {
        return new EndTxnRequestData()
                .setTransactionalId(transactionalId)
                .setProducerId(PRODUCER_ID)
                .setProducerEpoch((short) 0)
                .setCommitted(committed);
    }

    private static Sample marking(short version, Known known) {
        WritableTxnMarker marker = new WritableTxnMarker()
                .setProducerId(PRODUCER_ID)
                .setProducerEpoch((short) 0)
                .setTransactionResult(false)
                .setCoordinatorEpoch(-1)
                .setTopics(List.of(
                        new WritableTxnMarkerTopic().setName(known.topic()).setPartitionIndexes(List.of(1)),
                        new WritableTxnMarkerTopic().setName(Known.MISSING).setPartitionIndexes(List.of(0))));
        if (version >= 2) {
            marker.setTransactionVersion((byte) 1);
        }
        return Sample.of(
                new WriteTxnMarkersRequestData().setMarkers(List.of(marker)), NONE, UNKNOWN_TOPIC_OR_PARTITION);
    }

    private static List<Sample> list(short version) {
        List<Sample> samples = new ArrayList<>();
        samples.add(Sample.of(
                new ListTransactionsRequestData()
                        .setStateFilters(List.of("Ongoing", "Sleeping"))
                        .setProducerIdFilters(List.of(PRODUCER_ID)),
                NONE));
        if (version >= 1) {
            samples.add(Sample.of(new ListTransactionsRequestData().setDurationFilter(1_000), NONE));
        }
        if (version >= 2) {
            samples.add(Sample.of(new ListTransactionsRequestData().setTransactionalIdPattern("a.*"), NONE));
            samples.add(Sample.of(
                    new ListTransactionsRequestData().setTransactionalIdPattern("("), INVALID_REGULAR_EXPRESSION));
        }
        return samples;
    }
}
