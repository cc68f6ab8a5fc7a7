package io.suiro.tool.client.record;

/** {@code \t}, {@code \n}, {@code \r}, {@code \0} and {@code \\} in what is typed, since shells make them hard to type. */
final class Escapes {
    private Escapes() {}

    /** @throws IllegalArgumentException if something else follows a backslash */
    static String resolve(String typed) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < typed.length(); i++) {
            char c = typed.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            i++;
            text.append(
                    switch (i < typed.length() ? typed.charAt(i) : ' ') {
                        case 't' -> '\t';
                        case 'n' -> '\n';
                        case 'r' -> '\r';
                        case '0' -> '\0';
                        case '\\' -> '\\';
                        default ->
                            throw new IllegalArgumentException(
                                    "'" + typed + "': after a backslash stands t, n, r, 0 or another one");
                    });
        }
        return text.toString();
    }
}
