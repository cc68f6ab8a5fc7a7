package io.suiro.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask the admin door, from a file of lines {@code NAME:ROLE:PASSWORD}; empty lines and those that begin with # say nothing. Passwords are kept as digests, and never
 * shown. Any thread.
 */
public final class Users {
    private static final int SHORTEST_PASSWORD = 12;
    private static final int PARTS = 3;
    private static final String BASIC = "basic ";

    private final Map<String, Known> byName;

    private Users(Map<String, Known> byName) {
        this.byName = Map.copyOf(byName);
    }

    /** One who has said who it is. */
    record User(String name, Role role) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    private record Known(User user, byte[] digest) {}

    /**
     * Reads the file.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it makes no sense; the message names the line, and no password
     */
    public static Users read(Path file) throws IOException {
        Map<String, Known> byName = new HashMap<>();
        List<String> lines = Files.readAllLines(file, UTF_8);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                Known known = known(line, "line " + (i + 1) + " of " + file + ": ");
                if (byName.put(known.user.name, known) != null) {
                    throw new IllegalArgumentException(
                            "line " + (i + 1) + " of " + file + ": " + known.user.name + " is there already");
                }
            }
        }
        if (byName.isEmpty()) {
            throw new IllegalArgumentException(file + " names no user");
        }
        return new Users(byName);
    }

    private static Known known(String line, String where) {
        String[] parts = line.split(":", PARTS);
        if (parts.length < PARTS || parts[0].isBlank()) {
            throw new IllegalArgumentException(where + "NAME:ROLE:PASSWORD is wanted");
        }
        Role role;
        try {
            role = Role.valueOf(parts[1].strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + "the role is viewer, operator or admin, not " + parts[1], e);
        }
        if (parts[2].length() < SHORTEST_PASSWORD) {
            throw new IllegalArgumentException(
                    where + "what follows the role has at least " + SHORTEST_PASSWORD + " characters");
        }
        return new Known(new User(parts[0].strip(), role), digest(parts[2]));
    }

    /** Null if nobody is named, or not by the right password. Takes as long for a name that there is not. */
    @Nullable
    User find(@Nullable String authorization) {
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
            return null;
        }
        String credentials;
        try {
            credentials = new String(
                    Base64.getDecoder()
                            .decode(authorization.substring(BASIC.length()).strip()),
                    UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
        int colon = credentials.indexOf(':');
        if (colon < 0) {
            return null;
        }
        Known known = byName.get(credentials.substring(0, colon));
        byte[] given = digest(credentials.substring(colon + 1));
        boolean isRight = MessageDigest.isEqual(given, known == null ? new byte[given.length] : known.digest);
        return known != null && isRight ? known.user : null;
    }

    private static byte[] digest(String password) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(password.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
