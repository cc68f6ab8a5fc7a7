package io.suiro.bench.scale;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** So many bytes, as typed: {@code 100M}, {@code 20G}; of 10^6 and 10^9 bytes. */
record ByteSize(long bytes, String text) {
    private static final Pattern FORM = Pattern.compile("(\\d+)([MG])B?");

    static final class Converter implements ITypeConverter<ByteSize> {
        @Override
        public ByteSize convert(String text) {
            Matcher parts = FORM.matcher(text);
            if (!parts.matches()) {
                throw new TypeConversionException("'" + text + "' is not a size like 100M or 20G");
            }
            long unit = parts.group(2).equals("M") ? 1_000_000 : 1_000_000_000;
            return new ByteSize(Math.multiplyExact(Long.parseLong(parts.group(1)), unit), text);
        }
    }
}
