package io.suiro.broker;

import io.suiro.cluster.BrokerImage;
import io.suiro.cluster.MetadataController;
import io.suiro.replica.Brokers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cluster's brokers as this one's metadata has them. */
record RegisteredBrokers(int brokerId, MetadataController controller, Isolation isolation) implements Brokers {
    @Override
    public long epochOf(int brokerId) {
        BrokerImage broker = controller.image().broker(brokerId);
        return broker == null ? -1 : broker.brokerEpoch();
    }

    @Override
    public boolean mayBeInSync(int brokerId) {
        BrokerImage broker = controller.image().broker(brokerId);
        return broker != null && broker.isActive();
    }

    @Override
    public boolean isControllerHeard() {
        return controller.controllerId() >= 0;
    }

    @Override
    public boolean isCutOff(List<Integer> isr) {
        return !isControllerHeard() && isr.stream().anyMatch(id -> id != brokerId && isolation.isCutOffFrom(id));
    }

    @Override
    public String rackOf(int brokerId) {
        BrokerImage broker = controller.image().broker(brokerId);
        @Nullable String rack = broker == null ? null : broker.rack();
        return rack == null ? "" : rack;
    }
}
