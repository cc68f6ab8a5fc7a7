package io.suiro.tool.client;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a {@link Place} of the command line. */
public final class PlaceConverter implements ITypeConverter<Place> {
    @Override
    public Place convert(String value) {
        try {
            return Place.parse(value, System.currentTimeMillis());
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
