package io.suiro.tool.client;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;

/** A file of NAME=VALUE lines. */
public final class PropertiesFile {
    private PropertiesFile() {}

    /**
     * What stands there.
     *
     * @param option that named it
     * @throws CommandFailed if it cannot be read
     */
    public static Properties read(Path file, String option) throws CommandFailed {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandFailed("cannot read " + file + " of " + option + ": " + reason(e), e);
        }
    }

    private static String reason(Exception failure) {
        return failure instanceof NoSuchFileException ? "there is no such file" : failure.toString();
    }
}
