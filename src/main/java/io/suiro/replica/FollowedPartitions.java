package io.suiro.replica;

/** Whoever fetches what this broker follows. Told by one thread at a time. */
public interface FollowedPartitions {
    /** For a broker that leads all it has. */
    FollowedPartitions NONE = new FollowedPartitions() {
        @Override
        public void follow(Partition partition, int leaderId, int leaderEpoch) {}

        @Override
        public void leave(Partition partition) {}
    };

    /** It is to be fetched from this leader from now on; the partition itself has been told so before. */
    void follow(Partition partition, int leaderId, int leaderEpoch);

    /** It is not to be fetched from anyone. */
    void leave(Partition partition);
}
