package io.suiro.tool.client;

import java.io.IOException;

/** The command cannot do what it was told. The message is one line: what is wrong, and what helps. */
public final class CommandFailed extends IOException {
    public CommandFailed(String message) {
        super(message);
    }

    public CommandFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
