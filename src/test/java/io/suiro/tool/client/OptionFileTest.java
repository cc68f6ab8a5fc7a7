package io.suiro.tool.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionFileTest {
    @TempDir
    Path directory;

    @Test
    void linesAndPropertiesAreUtf8() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "# ä\nb = ü\na=x=y\nb=ö\n\nempty\n");
        assertThat(new OptionFile("--file", file).lines()).containsExactly("# ä", "b = ü", "a=x=y", "b=ö", "", "empty");
        assertThat(new OptionFile("--file", file).properties())
                .containsExactly(entry("a", "x=y"), entry("b", "ö"), entry("empty", ""));
    }

    private static void assertRefused(ThrowingCallable read, Path file, String reason) {
        assertThatThrownBy(read)
                .isInstanceOf(CommandFailed.class)
                .hasMessage("cannot read " + file + " of --file: " + reason);
    }

    @Test
    void whatCannotBeReadIsNamedWithTheReason() throws Exception {
        Path nothing = directory.resolve("nothing");
        assertRefused(() -> new OptionFile("--file", nothing).lines(), nothing, "there is no such file");
        assertRefused(() -> new OptionFile("--file", directory).lines(), directory, "Is a directory");
        Path bytes = Files.write(directory.resolve("bytes"), new byte[] {'a', '=', (byte) 0xff});
        assertRefused(() -> new OptionFile("--file", bytes).properties(), bytes, "it is not UTF-8");
        Path escape = Files.writeString(directory.resolve("escape"), "a=\\u00x0\n");
        assertRefused(() -> new OptionFile("--file", escape).properties(), escape, "Malformed \\uxxxx encoding.");
    }
}
