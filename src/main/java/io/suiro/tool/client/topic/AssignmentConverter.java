package io.suiro.tool.client.topic;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The brokers of one partition, as {@code 0:1:2}; the first is its preferred leader. */
final class AssignmentConverter implements ITypeConverter<List<Integer>> {
    /** For help. */
    static final String FORM = "The brokers of each partition, as 0:1,1:2; the first of each leads it if it can.";

    @Override
    public List<Integer> convert(String typed) {
        List<Integer> brokers = new ArrayList<>();
        for (String broker : typed.split(":", -1)) {
            try {
                brokers.add(Integer.valueOf(broker));
            } catch (NumberFormatException _) {
                throw new TypeConversionException("'" + typed + "' is not BROKER:BROKER:... as in 0:1");
            }
        }
        return List.copyOf(brokers);
    }
}
