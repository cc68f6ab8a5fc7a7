package io.suiro.coordinator.group;

import io.suiro.coordinator.Answer;
import io.suiro.coordinator.Decision;
import io.suiro.coordinator.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A decision about one group while it is being made; lives as long as one {@code decide}. */
final class GroupDraft {
    final GroupSettings settings;
    final Moment now;
    private final List<GroupRecord> records = new ArrayList<>();
    private final List<Answer<?>> answers = new ArrayList<>();
    private ClassicGroup group;

    GroupDraft(ClassicGroup group, GroupSettings settings, Moment now) {
        this.group = group;
        this.settings = settings;
        this.now = now;
    }

    ClassicGroup group() {
        return group;
    }

    void become(ClassicGroup group) {
        this.group = group;
    }

    void transition(ClassicState state) {
        group = group.in(state, now.nowMs());
    }

    <T> void answer(@Nullable CompletableFuture<T> asker, T response) {
        if (asker != null) {
            answers.add(new Answer<>(asker, response));
        }
    }

    /** Makes the group as it now is the one that a new coordinator starts from. */
    void store() {
        records.add(new GroupRecord.GroupStored(group.groupId(), StoredGroup.of(group)));
    }

    Decision<GroupRecord, GroupChange> decision() {
        return new Decision<>(records, List.of(GroupChange.to(group)), answers);
    }
}
