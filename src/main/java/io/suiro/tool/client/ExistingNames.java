package io.suiro.tool.client;

import io.suiro.base.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListTopicsOptions;

/** The names that a cluster has of one kind, among which those that are typed are looked up. */
public record ExistingNames(String kind, SortedSet<String> names) {
    /** Internal topics among them. */
    public static ExistingNames topics(Admin admin) throws ExecutionException, InterruptedException {
        return new ExistingNames(
                "topic",
                new TreeSet<>(admin.listTopics(new ListTopicsOptions().listInternal(true))
                        .names()
                        .get()));
    }

    /** Groups of every type. */
    public static ExistingNames groups(Admin admin) throws ExecutionException, InterruptedException {
        SortedSet<String> names = new TreeSet<>();
        for (GroupListing group : admin.listGroups().all().get()) {
            names.add(group.groupId());
        }
        return new ExistingNames("group", names);
    }

    /**
     * Returns if there is one of that name.
     *
     * @throws CommandFailed if there is none, with the nearest that there is
     */
    public void require(String name) throws CommandFailed {
        if (!names.contains(name)) {
            throw new CommandFailed("there is no " + kind + " " + name + meant(name));
        }
    }

    private String meant(String name) {
        return NearestName.to(name, names)
                .map(near -> "; did you mean " + near + "?")
                .orElse("; ./suiro " + kind + " list shows those that are there");
    }

    /**
     * Those that the words name, in their order and each once; in a word {@code *} stands for any characters and {@code ?} for
     * one.
     *
     * @throws CommandFailed if a word without these names nothing
     */
    public List<String> named(Collection<String> words) throws CommandFailed {
        List<String> found = new ArrayList<>();
        for (String word : words) {
            if (word.contains("*") || word.contains("?")) {
                Pattern pattern = Pattern.compile(
                        Pattern.quote(word).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"));
                names.stream().filter(name -> pattern.matcher(name).matches()).forEach(found::add);
            } else {
                require(word);
                found.add(word);
            }
        }
        return found.stream().distinct().toList();
    }
}
