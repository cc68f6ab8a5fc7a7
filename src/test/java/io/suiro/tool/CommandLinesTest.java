package io.suiro.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.tool.client.ClientCommand;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What is told before any broker is asked: that a command line contradicts itself, or what it may be. */
class CommandLinesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "topic list --output xml                        | expected one of [table, json, yaml]",
                "topic lst                                      | unknown command lst; did you mean list? ./suiro topic --help",
                "topic                                          | a command is missing: list, describe, create",
                "topic create                                   | Missing required parameter: 'NAME'; ./suiro topic create --help",
                "topic list --command-property a                | --command-property",
                "topic create t --assign 0:x                    | '0:x' is not BROKER:...,BROKER:...,... as in 0:1,1:2",
                "topic create t --assign 0:1,                   | '0:1,' is not BROKER:...",
                "topic create t --assign 0,1 --partitions 2     | --partitions and --replicas go without it",
                "topic create t --assign 0,1 --replicas 2       | --partitions and --replicas go without it",
                "topic alter t --assign 0                       | Missing required option: '--partitions",
                "produce orders --acks most                     | --acks most is none of all, 1, 0",
                "produce orders --compression ztsd              | did you mean zstd?",
                "consume orders --from yesterday                | 'yesterday' is no place: beginning, end",
                "consume orders --format xml                    | --format xml is neither text nor json",
                "consume orders --format {vlaue}                | there is no placeholder {vlaue}; did you mean {value}?",
                "consume                                        | Missing required parameter: 'TOPIC', or --include",
                "consume orders --include x                     | --include says which topics: none is named beside it",
                "consume --include (x                           | '(x' is no regular expression: Unclosed group",
                "consume orders --max 0                         | --max 0 is less than 1",
                "consume orders --timeout-ms 0                  | --timeout-ms 0 is less than 1",
                "consume orders --value-as int                  | [TEXT, HEX, BOOLEAN, SHORT, INTEGER, LONG, FLOAT, DOUBLE] (case-insensitive)",
                "consume orders --group g --partition 0         | --partition goes without --group",
                "consume orders --group g --from 3              | --from is beginning or end; ./suiro group reset-offsets",
                "config get                                     | Missing required argument",
                "config get --topic orders --broker 0           | mutually exclusive",
                "config set --topic orders                      | Missing required parameter: 'KEY=VALUE', or --file",
                "config set --topic orders retention.ms         | 'retention.ms' is not KEY=VALUE",
                "config set --topic orders a=1 b=2 a=2          | a is set twice",
                "group reset-offsets g --topic orders           | Missing required argument",
                "group reset-offsets g --to end                 | Missing required argument: --topic NAME[:N,...], --all-topics or --from-file",
                "group reset-offsets g --topic o:x --to end     | 'o:x' is neither NAME nor NAME:N,... as in orders:0,2",
                "group reset-offsets g --topic o --to end --shift-by 1          | mutually exclusive",
                "group reset-offsets g --from-file f --to end                   | mutually exclusive",
                "group reset-offsets g --from-file f --topic o                  | --topic and --all-topics go without it",
                "group reset-offsets g --topic o --to end --execute --dry-run   | mutually exclusive",
                "group delete-offsets g                         | Missing required option: '--topic=NAME[:N,...]'",
                "group delete-offsets g --topic o:              | 'o:' is neither NAME nor NAME:N,..."
            })
    void aWrongOneIsOneLineWithAHintAndTheStatusIs2(String command, String said) {
        Typed typed = Typed.run(Stream.of(command.split(" ", -1)));
        assertThat(typed.errors())
                .startsWith("suiro: ")
                .contains(said)
                .endsWith(" --help tells more\n")
                .hasLineCount(1);
        assertThat(typed.output()).isEmpty();
        assertThat(typed.status()).isEqualTo(2);
    }

    /** All that a person types for a broker, as {@code topic list}. */
    static Stream<String> commands() {
        return leaves(Tool.commandLine())
                .map(CommandLine::getCommandSpec)
                .filter(spec ->
                        spec.userObject() instanceof ClientCommand || spec.userObject() instanceof CompletionCommand)
                .map(spec -> spec.qualifiedName().replaceFirst("^suiro ", ""));
    }

    private static Stream<CommandLine> leaves(CommandLine command) {
        return command.getSubcommands().isEmpty()
                ? Stream.of(command)
                : command.getSubcommands().values().stream().flatMap(CommandLinesTest::leaves);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpHasExamplesOfWhichNoneIsBroken(String command) {
        CommandLine line = Tool.commandLine();
        for (String word : command.split(" ", -1)) {
            line = Objects.requireNonNull(line.getSubcommands().get(word));
        }
        List<String> examples = Stream.of(line.getCommandSpec().usageMessage().footer())
                .filter(text -> text.startsWith("  "))
                .toList();
        assertThat(examples).anyMatch(example -> example.contains("./suiro " + command));

        Typed help = Typed.run(Stream.of((command + " --help").split(" ", -1)));
        assertThat(help.output().lines()).containsAll(examples);
        assertThat(help.errors()).isEmpty();
        assertThat(help.status()).isZero();
    }

    @Test
    void aFileThatIsNotThereIsNamedAndTheStatusIs1() {
        Typed typed = Typed.run(Stream.of("topic", "list", "--command-config", "nothing"));
        assertThat(typed)
                .isEqualTo(new Typed(1, "", "suiro: cannot read nothing of --command-config: there is no such file\n"));
    }

    @Test
    void aPropertyHoldsBeforeTheDefault() {
        assertThat(Typed.run(Stream.of("topic", "list", "--command-property", "bootstrap.servers=a=b"))
                        .errors())
                .isEqualTo("suiro: 'a=b' is not HOST:PORT, as in 127.0.0.1:9092\n");
    }
}
