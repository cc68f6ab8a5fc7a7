package io.suiro.tool.client;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command to a running broker. Its exit status is 0, 1 if something was refused, 2 if the command line is wrong. */
public abstract class ClientCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ClientOptions client;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public final Integer call() throws IOException {
        check();
        try {
            return run(client);
        } catch (ExecutionException e) {
            throw Explanation.failure(e.getCause() == null ? e : e.getCause());
        } catch (KafkaException e) {
            throw Explanation.failure(e);
        } catch (InterruptedException e) {
            throw new CommandFailed("interrupted", e);
        }
    }

    /** Refuses, before anything is connected to, what {@link #wrong} contradicts itself. */
    protected void check() {}

    /** Does it, and returns the exit status. What Kafka's clients throw is explained by the caller. */
    protected abstract int run(ClientOptions options) throws IOException, ExecutionException, InterruptedException;

    protected final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Says one line that is no result, in the launcher's name. */
    protected final void complain(String line) {
        spec.commandLine().getErr().println("suiro: " + line);
    }

    /** To be told how far the work is. */
    protected final Progress progress(String what) {
        return new Progress(spec.commandLine().getErr(), what);
    }

    /** To be thrown where what was typed contradicts itself. */
    protected final ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
