package io.suiro.observe;

import io.suiro.broker.LogCleaner;
import io.suiro.broker.Scrubber;
import io.suiro.broker.Storage;
import io.suiro.coordinator.group.GroupCounts;
import java.util.List;

/** A broker that serves, unless a test says otherwise. */
final class FixedVitals implements Vitals {
    Recovery recovery = new Recovery(Phase.SERVES, 3, 3);
    List<Directory> directories = List.of(new Directory("/data", Storage.State.ONLINE, null));
    Metadata metadata = new Metadata(true, 120, 1, 0, 40);
    Membership membership = new Membership(true, 7);
    Coordinators coordinators = new Coordinators(50, 50, 50, 50);
    LogCleaner.Progress compaction = LogCleaner.Progress.NONE;
    Scrubber.Progress scrubbing = Scrubber.Progress.NONE;

    @Override
    public Recovery recovery() {
        return recovery;
    }

    @Override
    public List<Directory> logDirectories() {
        return directories;
    }

    @Override
    public Metadata metadata() {
        return metadata;
    }

    @Override
    public Membership membership() {
        return membership;
    }

    @Override
    public Coordinators coordinators() {
        return coordinators;
    }

    @Override
    public GroupCounts groups() {
        return GroupCounts.NONE;
    }

    @Override
    public int transactionalIds() {
        return 2;
    }

    @Override
    public LogCleaner.Progress compaction() {
        return compaction;
    }

    @Override
    public Scrubber.Progress scrubbing() {
        return scrubbing;
    }
}
