package io.suiro.clients;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;

/**
 * A process that runs main methods of Kafka's tools, one after the other: to start a virtual machine takes longer than what most of them
 * do. It ends with the one that tests. Any thread.
 */
final class ToolsMachine implements Program.Runner {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    /** Without a logging backend: what a tool prints is then all that there is on its output. */
    private static final String CLASS_PATH = Arrays.stream(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("slf4j-jboss-logmanager"))
            .collect(Collectors.joining(File.pathSeparator));

    /** With what status a tool first wanted the process to end. */
    private static final AtomicReference<@Nullable Integer> ENDED = new AtomicReference<>();
    /** What it wants done then. */
    private static final Queue<Runnable> AT_THE_END = new ConcurrentLinkedQueue<>();

    private @Nullable Process process;

    @Override
    public synchronized int run(List<String> command, Path input, Path output, Path errors) throws Exception {
        Process machine = process != null && process.isAlive() ? process : start();
        process = machine;
        CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> {
            try {
                DataOutputStream asked = new DataOutputStream(machine.getOutputStream());
                for (Path file : List.of(input, output, errors)) {
                    asked.writeUTF(file.toString());
                }
                asked.writeInt(command.size());
                for (String word : command) {
                    asked.writeUTF(word);
                }
                asked.flush();
                return new DataInputStream(machine.getInputStream()).readInt();
            } catch (IOException e) {
                throw new UncheckedIOException("the machine has ended while it ran " + command, e);
            }
        });
        try {
            return status.get(Program.PATIENCE_S, TimeUnit.SECONDS);
        } catch (Exception e) {
            machine.destroyForcibly().waitFor();
            throw e;
        }
    }

    private static Process start() throws IOException {
        return new ProcessBuilder(
                        JAVA,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-Dslf4j.internal.verbosity=ERROR",
                        "-cp",
                        CLASS_PATH,
                        ToolsMachine.class.getName())
                .redirectError(Redirect.INHERIT)
                .start();
    }

    /** A tool wants the process to end. Some take this for a failure of their own, and want it to end once more. */
    private static final class Left extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Left() {
            super("the end", null, false, false);
        }
    }

    /** Runs what it is told to until nobody can tell it any more. */
    public static void main(String... none) throws IOException {
        Exit.setExitProcedure((status, message) -> leave(status));
        Exit.setHaltProcedure((status, message) -> leave(status));
        Exit.setShutdownHookAdder((name, hook) -> AT_THE_END.add(hook));
        DataInputStream asked = new DataInputStream(System.in);
        DataOutputStream answers = new DataOutputStream(System.out);
        while (true) {
            String input;
            try {
                input = asked.readUTF();
            } catch (IOException ended) {
                System.exit(0); // whatever a tool has left running
                return;
            }
            String output = asked.readUTF();
            String errors = asked.readUTF();
            String[] command = new String[asked.readInt()];
            for (int i = 0; i < command.length; i++) {
                command[i] = asked.readUTF();
            }
            answers.writeInt(runHere(command, input, output, errors));
            answers.flush();
        }
    }

    private static void leave(int status) {
        ENDED.compareAndSet(null, status);
        throw new Left();
    }

    private static int runHere(String[] command, String input, String output, String errors) throws IOException {
        PrintStream said = System.out;
        PrintStream complained = System.err;
        InputStream typed = System.in;
        try (InputStream in = new FileInputStream(input);
                PrintStream out = new PrintStream(output);
                PrintStream err = new PrintStream(errors)) {
            System.setIn(in);
            System.setOut(out);
            System.setErr(err);
            return status(command, err);
        } finally {
            System.setIn(typed);
            System.setOut(said);
            System.setErr(complained);
        }
    }

    private static int status(String[] command, PrintStream err) {
        ENDED.set(null);
        try {
            Class.forName(command[0]).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(command, 1, command.length));
        } catch (ReflectiveOperationException e) {
            if (!(e.getCause() instanceof Left)) {
                e.printStackTrace(err);
                ENDED.compareAndSet(null, 1);
            }
        }
        Runnable last;
        while ((last = AT_THE_END.poll()) != null) {
            last.run();
        }
        return Objects.requireNonNullElse(ENDED.get(), 0);
    }
}
