package io.suiro.tool.client.topic;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an {@link Assignment} of the command line. */
final class AssignmentConverter implements ITypeConverter<Assignment> {
    @Override
    public Assignment convert(String value) {
        try {
            return Assignment.parse(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
