package io.suiro.tool.client.record;

import io.suiro.base.NearestName;
import java.util.TreeSet;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What keys or values are, as it is typed. */
final class BytesAsConverter implements ITypeConverter<BytesAs> {
    @Override
    public BytesAs convert(String typed) {
        BytesAs found = BytesAs.NAMES.get(typed);
        if (found == null) {
            throw new TypeConversionException(
                    "'" + typed + "' is none of " + String.join(", ", new TreeSet<>(BytesAs.NAMES.keySet()))
                            + NearestName.hint(typed, BytesAs.NAMES.keySet()));
        }
        return found;
    }
}
