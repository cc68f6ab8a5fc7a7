package io.suiro.tool.client.record;

/** {@code \t}, {@code \n}, {@code \r}, {@code \0} and {@code \\} in what is typed, since shells make them hard to type. */
final class Escapes {
    private Escapes() {}

    /** @throws IllegalArgumentException if something else follows a backslash */
    static String resolve(String typed) {
        StringBuilder text = new StringBuilder();
        boolean escaped = false;
        for (int i = 0; i < typed.length(); i++) {
            char c = typed.charAt(i);
            if (escaped) {
                text.append(escaped(c, typed));
                escaped = false;
            } else if (c == '\\') {
                escaped = true;
            } else {
                text.append(c);
            }
        }
        return escaped ? text.append(escaped(' ', typed)).toString() : text.toString();
    }

    private static char escaped(char c, String typed) {
        return switch (c) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case '0' -> '\0';
            case '\\' -> '\\';
            default ->
                throw new IllegalArgumentException(
                        "'" + typed + "': after a backslash stands t, n, r, 0 or another one");
        };
    }
}
