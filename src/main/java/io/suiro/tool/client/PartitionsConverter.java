package io.suiro.tool.client;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@link TypedPartitions} of the command line. */
public final class PartitionsConverter implements ITypeConverter<TypedPartitions> {
    @Override
    public TypedPartitions convert(String value) {
        try {
            return TypedPartitions.parse(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
