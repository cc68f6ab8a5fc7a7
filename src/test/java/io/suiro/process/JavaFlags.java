package io.suiro.process;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Flags of the JVMs that tests start beside their own: what the build says in {@code test.java.flags}, and nothing where something is measured. */
public final class JavaFlags {
    private static final List<String> OF_THE_BUILD = Arrays.stream(
                    System.getProperty("test.java.flags", "").split(" ", -1))
            .filter(flag -> !flag.isEmpty())
            .toList();

    private JavaFlags() {}

    public static List<String> and(List<String> further) {
        List<String> flags = new ArrayList<>(OF_THE_BUILD);
        flags.addAll(further);
        return flags;
    }
}
