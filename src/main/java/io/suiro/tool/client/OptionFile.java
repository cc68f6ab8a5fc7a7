package io.suiro.tool.client;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/** A file in UTF-8 that an option names. One that cannot be read is a {@link CommandFailed}, which names both. */
public record OptionFile(String option, Path path) {
    public List<String> lines() throws CommandFailed {
        return text().lines().toList();
    }

    /** NAME=VALUE lines, as Java's properties have them: the last holds of those with one name. */
    public SortedMap<String, String> properties() throws CommandFailed {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text()));
        } catch (CommandFailed e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(String.valueOf(e.getMessage()), e);
        }
        SortedMap<String, String> sorted = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> sorted.put(name, properties.getProperty(name)));
        return sorted;
    }

    private String text() throws CommandFailed {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw unreadable(
                    switch (e) {
                        case NoSuchFileException _ -> "there is no such file";
                        case AccessDeniedException _ -> "this user may not read it";
                        case CharacterCodingException _ -> "it is not UTF-8";
                        default -> String.valueOf(e.getMessage());
                    },
                    e);
        }
    }

    private CommandFailed unreadable(String reason, Exception cause) {
        return new CommandFailed("cannot read " + path + " of " + option + ": " + reason, cause);
    }
}
