package io.suiro.broker;

import io.suiro.cluster.Controller;
import io.suiro.cluster.MetadataCommand.AlterPartition;
import io.suiro.cluster.MetadataCommand.InSync;
import io.suiro.cluster.PartitionImage;
import io.suiro.error.Outcome;
import io.suiro.replica.IsrChanges;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/** Asks the controller, in the name of this broker's present life. */
record ControllerIsrChanges(int brokerId, Controller controller, LongSupplier brokerEpoch) implements IsrChanges {
    @Override
    public CompletionStage<Outcome<PartitionImage>> alter(
            Uuid topicId,
            int partition,
            int leaderEpoch,
            int partitionEpoch,
            List<Integer> isr,
            List<Long> brokerEpochs) {
        List<InSync> inSync = IntStream.range(0, isr.size())
                .mapToObj(i -> new InSync(isr.get(i), brokerEpochs.get(i)))
                .toList();
        return Outcomes.flat(controller.submit(new AlterPartition(
                brokerId, brokerEpoch.getAsLong(), topicId, partition, leaderEpoch, partitionEpoch, inSync)));
    }
}
