package io.suiro.admin;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names by which a door without users may be reached, beside addresses and localhost. A page of another site can have its own name lead to this machine (DNS rebinding), and
 * then the browser takes the broker for that site; but it says the name.
 *
 * @param names in lower case
 */
public record Hosts(Set<String> names) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?");
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}([.][0-9]{1,3}){3}");
    private static final String LOCALHOST = "localhost";

    public Hosts {
        names = Set.copyOf(names);
    }

    /**
     * Of names as they stand in the configuration.
     *
     * @throws IllegalArgumentException for what is no name of a host; the message says which
     */
    public static Hosts of(Collection<String> configured) {
        Set<String> names = new TreeSet<>();
        for (String each : configured) {
            String name = each.strip().toLowerCase(Locale.ROOT);
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        each.strip() + " is no name of a host; names without scheme and port are wanted");
            }
            names.add(name);
        }
        return new Hosts(names);
    }

    /** @param host of the request, without its port; null if it names none */
    boolean admits(@Nullable String host) {
        if (host == null) {
            return false;
        }
        String name = host.toLowerCase(Locale.ROOT);
        String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return bare.equals(LOCALHOST)
                || names.contains(bare)
                || IPV4.matcher(name).matches()
                || isIpv6(name);
    }

    /** No name has a colon. */
    private static boolean isIpv6(String host) {
        return host.indexOf(':') >= 0;
    }
}
