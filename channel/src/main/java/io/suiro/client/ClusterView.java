package io.suiro.client;

import io.suiro.broker.Broker;
import io.suiro.broker.Topics;
import io.suiro.cluster.PartitionImage;
import io.suiro.cluster.PeerRequests;
import io.suiro.cluster.TopicImage;
import org.apache.kafka.common.TopicPartition;

/** Who leads what, as the broker in this process knows it. Any thread. */
record ClusterView(int self, Topics topics, PeerRequests requests) {
    /** Asked of the broker in this process, because it leads it or nobody does. */
    static final int HERE = -1;

    static ClusterView of(Broker broker) {
        return new ClusterView(broker.brokerId(), broker.topics(), broker.peerRequests());
    }

    /** Whether there are no other brokers, nor will be: what is refused then is refused for good. */
    boolean isAlone() {
        return requests.isAlone();
    }

    /** The broker to ask, or {@link #HERE}. */
    int leader(TopicPartition partition) {
        TopicImage topic = topics.image().topic(partition.topic());
        PartitionImage image = topic == null ? null : topic.partition(partition.partition());
        return image == null || image.leader() == self ? HERE : Math.max(HERE, image.leader());
    }

    /** Of the caller's own connections. */
    RemoteBrokers remotes(String clientId) {
        return new RemoteBrokers(requests, clientId);
    }
}
