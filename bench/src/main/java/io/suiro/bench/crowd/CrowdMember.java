package io.suiro.bench.crowd;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * A member as Kafka's consumer is one, that reads nothing: it gives up and takes what it is told to as soon as it hears of it, and
 * says so at once; a heartbeat with nothing new to say names only itself. If it is fenced it has nothing, and joins again. It tries again
 * after whatever else goes wrong. Runs on a thread of its own.
 */
final class CrowdMember implements Runnable {
    private static final int JOIN = 0;
    private static final int LEAVE = -1;
    private static final int UNCHANGED = -1;
    private static final int REBALANCE_TIMEOUT_MS = 300_000;
    private static final int RETRY_MS = 100;

    private final Setting setting;
    private final String groupId;
    private final int number;
    private final Owners owners;
    private final PhaseTally tally;
    private final String memberId = UUID.randomUUID().toString();
    private final CountDownLatch leaving = new CountDownLatch(1);
    private int epoch = JOIN;
    private Set<Integer> owned = new TreeSet<>();
    private boolean isToldOfOwned = true;
    private long heartbeatNanos;
    private long commitNanos;

    CrowdMember(Setting setting, String groupId, int number, Owners owners, PhaseTally tally) {
        this.setting = setting;
        this.groupId = groupId;
        this.number = number;
        this.owners = owners;
        this.tally = tally;
    }

    /** It will, soon. Any thread. */
    void leave() {
        leaving.countDown();
    }

    @Override
    public void run() {
        heartbeatNanos = System.nanoTime();
        commitNanos = heartbeatNanos + TimeUnit.MILLISECONDS.toNanos(setting.commitMs());
        while (leaving.getCount() > 0) {
            try (CoordinatorLink coordinator = CoordinatorLink.find(setting, groupId, tally)) {
                live(coordinator);
                owners.left(number);
                coordinator.heartbeat(request().setMemberEpoch(LEAVE));
            } catch (IOException e) {
                tally.refused(Errors.NETWORK_EXCEPTION);
                heartbeatNanos = fromNow(RETRY_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        owners.left(number);
    }

    private void live(CoordinatorLink coordinator) throws IOException, InterruptedException {
        while (!leaving.await(Math.min(heartbeatNanos, commitNanos) - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            if (heartbeatNanos <= commitNanos) {
                heartbeat(coordinator);
            } else {
                commit(coordinator);
            }
        }
    }

    private void heartbeat(CoordinatorLink coordinator) throws IOException {
        long sentNanos = System.nanoTime();
        boolean tellsOwned = epoch == JOIN || !isToldOfOwned;
        ConsumerGroupHeartbeatRequestData request = request();
        if (epoch == JOIN) {
            request.setRebalanceTimeoutMs(REBALANCE_TIMEOUT_MS).setSubscribedTopicNames(List.of(setting.topic()));
        }
        if (tellsOwned) {
            request.setTopicPartitions(CoordinatorLink.named(setting.topicId(), owned));
        }
        ConsumerGroupHeartbeatResponseData answer = coordinator.heartbeat(request);
        switch (Errors.forCode(answer.errorCode())) {
            case NONE -> {
                epoch = answer.memberEpoch();
                isToldOfOwned = isToldOfOwned || tellsOwned;
                heartbeatNanos = sentNanos + TimeUnit.MILLISECONDS.toNanos(answer.heartbeatIntervalMs());
                become(answer.assignment());
            }
            case UNKNOWN_MEMBER_ID, FENCED_MEMBER_EPOCH -> {
                epoch = JOIN;
                own(Set.of());
                heartbeatNanos = System.nanoTime();
            }
            default -> heartbeatNanos = fromNow(RETRY_MS);
        }
    }

    private void become(ConsumerGroupHeartbeatResponseData.@Nullable Assignment assignment) {
        if (assignment == null) {
            return;
        }
        Set<Integer> assigned = new TreeSet<>();
        assignment.topicPartitions().forEach(topic -> assigned.addAll(topic.partitions()));
        if (!assigned.equals(owned)) {
            own(assigned);
            isToldOfOwned = false;
            heartbeatNanos = System.nanoTime();
        }
    }

    private void own(Set<Integer> partitions) {
        owned = partitions;
        owners.owns(number, partitions);
    }

    /** A commit that is refused is left to the next. */
    private void commit(CoordinatorLink coordinator) throws IOException {
        commitNanos = fromNow(setting.commitMs());
        coordinator.findAgain();
        if (epoch != JOIN && !owned.isEmpty()) {
            coordinator.commit(memberId, epoch, owned);
        }
    }

    private ConsumerGroupHeartbeatRequestData request() {
        return new ConsumerGroupHeartbeatRequestData()
                .setGroupId(groupId)
                .setMemberId(memberId)
                .setMemberEpoch(epoch)
                .setRebalanceTimeoutMs(UNCHANGED);
    }

    private static long fromNow(int ms) {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
    }
}
