package io.suiro.cluster;

import io.suiro.cluster.MetadataRecord.PartitionChanged;
import io.suiro.config.EffectiveSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a change of something else means for partitions, in the order of topics' names. */
final class PartitionSweep {
    private final MetadataImage after;
    private final EffectiveSettings settings;
    private final List<MetadataRecord> records;

    /** @param records of the change itself; what follows from it is added to them */
    PartitionSweep(MetadataImage before, List<MetadataRecord> records, DecisionContext context) {
        this.after = records.isEmpty() ? before : MetadataApply.apply(before, before.index() + 1, records);
        this.settings = context.settings(after);
        this.records = new ArrayList<>(records);
    }

    /** Each partition of all topics that is concerned. */
    PartitionSweep all(Predicate<PartitionImage> concerned, Consumer<PartitionDraft> change) {
        after.topicsByName().forEach(topic -> topic(topic, concerned, change));
        return this;
    }

    /** Each partition of the topic that is concerned. */
    PartitionSweep topic(
            @Nullable TopicImage topic, Predicate<PartitionImage> concerned, Consumer<PartitionDraft> change) {
        if (topic == null || topic.partitions().stream().noneMatch(concerned)) {
            return this;
        }
        ElectionRules rules = ElectionRules.of(after, topic.name(), settings);
        int number = 0;
        for (PartitionImage partition : topic.partitions()) {
            if (concerned.test(partition)) {
                PartitionDraft draft = new PartitionDraft(partition, rules);
                change.accept(draft);
                add(topic, number, partition, draft.finish());
            }
            number++;
        }
        return this;
    }

    private void add(TopicImage topic, int number, PartitionImage before, PartitionImage after) {
        if (!after.equals(before)) {
            records.add(new PartitionChanged(topic.id(), number, after));
        }
    }

    List<MetadataRecord> records() {
        return records;
    }
}
