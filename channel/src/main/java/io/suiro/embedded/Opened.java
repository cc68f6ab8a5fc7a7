package io.suiro.embedded;

import io.netty.channel.EventLoopGroup;
import io.suiro.base.FileSystemDisk;
import io.suiro.base.Stopping;
import io.suiro.broker.Broker;
import io.suiro.broker.BrokerOptions;
import io.suiro.broker.ScrubOptions;
import io.suiro.cluster.MetadataHome;
import io.suiro.config.StaticSettings;
import io.suiro.coordinator.group.GroupPace;
import io.suiro.replica.Durability;
import io.suiro.wire.peer.PeerOptions;
import io.suiro.wire.peer.Peering;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A broker on its directory, which belongs to a cluster; it serves nobody yet.
 *
 * @param peering null if it is alone
 */
record Opened(Broker broker, @Nullable Peering peering) {
    /** Where there are to be others, finds or founds the cluster first, for as long as it takes. */
    static Opened of(EmbeddedOptions options, Path data, int nodeId, EventLoopGroup loops, Stopping stopping)
            throws IOException {
        StaticSettings settings = new StaticSettings(nodeId, options.settings());
        int lanes = Runtime.getRuntime().availableProcessors();
        PeerOptions peers = options.peers();
        if (peers == null) {
            FileSystemDisk disk = options.data() == null ? FileSystemDisk.temporary() : new FileSystemDisk();
            return new Opened(Broker.open(new BrokerOptions(data, settings, lanes), disk), null);
        }
        try (MetadataHome home = Broker.home(data)) {
            Peering peering = Peering.open(peers, nodeId, home, loops);
            try {
                peering.form(home, stopping);
                BrokerOptions together = new BrokerOptions(
                        data,
                        settings,
                        lanes,
                        GroupPace.DEFAULTS,
                        Durability.REPLICATED,
                        ScrubOptions.OFF,
                        peering.cluster(),
                        peering.leaders(),
                        peering.requests());
                return new Opened(Broker.open(together, home), peering);
            } catch (IOException | RuntimeException e) {
                peering.stop(Duration.ZERO);
                throw e;
            }
        }
    }
}
