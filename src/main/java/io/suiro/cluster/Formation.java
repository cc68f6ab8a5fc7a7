package io.suiro.cluster;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which cluster a broker without metadata belongs to. It joins one that it hears of. A new one is founded by the broker with the
 * lowest id, and only after every address that was configured, and as many brokers as are expected, have answered that they know of
 * none: so a broker that lost
 * its disk cannot found a second cluster beside the one that it was in.
 */
public final class Formation {
    private Formation() {}

    /** What to do next. */
    public sealed interface Step {
        record Join(String clusterId) implements Step {}

        record Found() implements Step {}

        /**
         * Ask again.
         *
         * @param reason for the log
         */
        record Wait(String reason) implements Step {}

        /** The configuration allows no cluster, and waiting does not help. */
        record Refuse(String reason) implements Step {}
    }

    /**
     * Decides on what was heard.
     *
     * @param nodeId of this broker
     * @param answers of those that answered; this broker's own, too
     * @param silent addresses that did not
     * @param expected how many brokers a cluster takes at least to be founded, this one included
     */
    public static Step decide(int nodeId, List<PeerIdentity> answers, List<String> silent, int expected) {
        Set<String> clusters = answers.stream()
                .filter(peer -> peer.clusterId() != null)
                .map(PeerIdentity::clusterId)
                .collect(Collectors.toCollection(TreeSet::new));
        if (clusters.size() > 1) {
            return new Step.Refuse("the peers belong to different clusters: " + String.join(", ", clusters));
        }
        if (clusters.size() == 1) {
            return new Step.Join(clusters.iterator().next());
        }
        Set<Integer> ids = new TreeSet<>();
        for (PeerIdentity peer : answers) {
            if (!ids.add(peer.nodeId())
                    && answers.stream()
                                    .filter(other -> other.nodeId() == peer.nodeId())
                                    .map(PeerIdentity::directoryId)
                                    .distinct()
                                    .count()
                            > 1) {
                return new Step.Refuse("two peers say that they are node " + peer.nodeId());
            }
        }
        if (!silent.isEmpty()) {
            return new Step.Wait("no answer from " + String.join(", ", silent));
        }
        if (ids.size() < expected) {
            return new Step.Wait(ids.size() + " of the " + expected + " brokers that are expected have answered");
        }
        if (!ids.contains(nodeId)) {
            return new Step.Wait("none of the peers is this broker, and none knows a cluster");
        }
        int founder = ids.iterator().next();
        return founder == nodeId
                ? new Step.Found()
                : new Step.Wait("node " + founder + " is about to found the cluster");
    }
}
