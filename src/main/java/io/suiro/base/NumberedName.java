package io.suiro.base;

/** Names of files that begin with a number of 20 digits, zeros in front, so that they sort as the numbers do. */
public final class NumberedName {
    public static final int DIGITS = 20;

    private NumberedName() {}

    /** The name of a number that is not negative. */
    public static String of(long number, String suffix) {
        // Not by a Formatter, which loads the JDK's locale data first.
        String digits = Long.toString(number);
        return "0".repeat(DIGITS - digits.length()) + digits + suffix;
    }

    /** The number that such a name begins with. */
    public static long number(String name) {
        return Long.parseLong(name, 0, DIGITS, 10);
    }
}
