package io.suiro.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./suiro topic}, {@code config} and {@code cluster}. */
class TopicCommandsIT {
    @TempDir
    static Path directory;

    private static BrokerProcess broker;
    private static Shell shell;

    @BeforeAll
    static void start() throws Exception {
        broker = new BrokerProcess(directory.resolve("data"));
        broker.start();
        shell = Shell.inThisJvm(directory, broker.bootstrap());
    }

    @AfterAll
    static void end() {
        broker.close();
    }

    @Test
    void aTopicIsCreatedListedDescribedAlteredAndDeleted() throws Exception {
        assertThat(
                        shell.suiro(
                                "topic create life --partitions 2 --config retention.ms=1000 --config cleanup.policy=compact,delete"))
                .isEqualTo(Shell.Run.ok("""
                        TOPIC  PARTITIONS  REPLICAS  CREATED
                        life            2         1  true
                        """));
        assertThat(shell.suiro("topic list li*")).isEqualTo(Shell.Run.ok("""
                NAME  PARTITIONS  REPLICAS  INTERNAL
                life           2         1  false
                """));
        assertThat(shell.suiro("a\nb\n", "produce", "life", "--partition", "1", "--key-separator", "")
                        .status())
                .isEqualTo(2);
        assertThat(shell.suiro("k:a\nk:b\n", "produce", "life", "--partition", "1", "--key-separator", ":"))
                .isEqualTo(Shell.Run.ok(""));
        Shell.Run described = shell.suiro("topic describe life");
        assertThat(described.status()).isZero();
        assertThat(described.output().replaceFirst("id: \\S{22}\n", "id: ID\n")).isEqualTo("""
                name: life
                id: ID
                internal: false

                TOPIC  PARTITION  LEADER  REPLICAS  ISR  START-OFFSET  END-OFFSET
                life           0       0  0         0               0           0
                life           1       0  0         0               0           2

                config:
                  cleanup.policy=compact,delete
                  retention.ms=1000
                """);
        assertThat(shell.suiro("topic alter life --partitions 3 --dry-run").output())
                .contains("false");
        assertThat(shell.suiro("topic alter life --partitions 3 --output json")).isEqualTo(Shell.Run.ok("""
                        [ {
                          "topic" : "life",
                          "partitions" : 3,
                          "altered" : true
                        } ]
                        """));
        assertThat(shell.suiro("topic alter life --partitions 2")).satisfies(fewer -> {
            assertThat(fewer.status()).isEqualTo(1);
            assertThat(fewer.errors()).contains("INVALID_PARTITIONS").hasLineCount(1);
        });
        assertThat(shell.suiro("topic create life").errors())
                .contains("TOPIC_ALREADY_EXISTS")
                .hasLineCount(1);
        assertThat(shell.suiro("topic create life --if-not-exists")).isEqualTo(Shell.Run.ok(""));
        assertThat(shell.suiro("topic delete li?e --output yaml")).isEqualTo(Shell.Run.ok("""
                - topic: life
                  deleted: true
                """));
        assertThat(shell.suiro("topic delete life").errors()).contains("there is no topic life");
        assertThat(shell.suiro("topic delete life --if-exists")).isEqualTo(Shell.Run.ok(""));
    }

    @Test
    void aDryRunOfACreationCreatesNothingAndARefusalNamesWhatIsWrong() throws Exception {
        assertThat(shell.suiro("topic create later --dry-run").output()).contains("later", "false");
        assertThat(shell.suiro("topic list later").errors()).contains("there is no topic later");
        assertThat(shell.suiro("topic create later --config retention.sm=1")).satisfies(run -> {
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.errors()).contains("retention.sm", "INVALID_CONFIG").hasLineCount(1);
        });
        assertThat(shell.suiro("topic create a/b").errors())
                .contains("INVALID_TOPIC_EXCEPTION")
                .hasLineCount(1);
        assertThat(shell.suiro("topic create later --replicas 2").errors())
                .contains("INVALID_REPLICATION_FACTOR")
                .hasLineCount(1);
    }

    @Test
    void replicasAreAssignedByHandAndAWrongAssignmentChangesNothing() throws Exception {
        assertThat(shell.suiro("topic create placed --assign 0,0")).isEqualTo(Shell.Run.ok("""
                TOPIC   PARTITIONS  REPLICAS  CREATED
                placed           2         1  true
                """));
        assertThat(shell.suiro("topic alter placed --partitions 3 --assign 0").status())
                .isZero();
        for (String refused : new String[] {
            "topic alter placed --partitions 5 --assign 0",
            "topic alter placed --partitions 4 --assign 0:7",
            "topic create placed-elsewhere --replica-assignment 0,0:7"
        }) {
            Shell.Run run = shell.suiro(refused);
            assertThat(run.errors())
                    .as(refused)
                    .contains("INVALID_REPLICA_ASSIGNMENT")
                    .hasLineCount(1);
            assertThat(run.status()).as(refused).isEqualTo(1);
        }
        assertThat(shell.suiro("topic list placed*")).isEqualTo(Shell.Run.ok("""
                NAME    PARTITIONS  REPLICAS  INTERNAL
                placed           3         1  false
                """));
    }

    @Test
    void partitionsThatLackReplicasAndTopicsWithSettingsAreFound() throws Exception {
        shell.suiro("topic create isr-strict --partitions 1 --config min.insync.replicas=2");
        shell.suiro("topic create isr-plain --partitions 1");
        assertThat(shell.suiro("topic describe isr-* --under-min-isr")).isEqualTo(Shell.Run.ok("""
                TOPIC       PARTITION  LEADER  REPLICAS  ISR  START-OFFSET  END-OFFSET
                isr-strict          0       0  0         0               0           0
                """));
        assertThat(shell.suiro("topic describe isr-* --at-min-isr -o yaml")).isEqualTo(Shell.Run.ok("""
                - topic: isr-plain
                  partition: 0
                  leader: 0
                  replicas:
                    - 0
                  isr:
                    - 0
                  startOffset: 0
                  endOffset: 0
                """));
        assertThat(shell.suiro("topic describe isr-* --with-overrides").output())
                .contains("name: isr-strict\n", "  min.insync.replicas=2\n")
                .doesNotContain("isr-plain");
    }

    @Test
    void recordsAreDeletedUpToAPlace() throws Exception {
        shell.suiro("topic create full --partitions 1");
        shell.suiro("1\n2\n3\n4\n5\n", "produce", "full");
        assertThat(shell.suiro("topic delete-records full --before -2 --dry-run"))
                .isEqualTo(Shell.Run.ok("""
                TOPIC  PARTITION  FROM  TO  DELETED
                full           0     0   3  false
                """));
        assertThat(shell.suiro("consume full --from beginning --exit")).isEqualTo(Shell.Run.ok("1\n2\n3\n4\n5\n"));
        assertThat(shell.suiro("topic delete-records full --before -2").status())
                .isZero();
        assertThat(shell.suiro("consume full --from beginning --exit")).isEqualTo(Shell.Run.ok("4\n5\n"));
        assertThat(shell.suiro("topic delete-records full --before end --partition 0")
                        .status())
                .isZero();
        assertThat(shell.suiro("consume full --from beginning --exit")).isEqualTo(Shell.Run.ok(""));
        assertThat(shell.suiro("topic delete-records full --before end --partition 1")
                        .errors())
                .contains("topic full has no partition 1; it has 0 only");
    }

    @Test
    void settingsAreSetShownAndTakenBack() throws Exception {
        shell.suiro("topic create set --partitions 1");
        assertThat(shell.suiro("config get --topic set")).isEqualTo(Shell.Run.ok(""));
        assertThat(shell.suiro("config set --topic set retention.ms=5000 segment.bytes=2000000"))
                .isEqualTo(Shell.Run.ok("""
                        KEY            VALUE    CHANGED
                        retention.ms   5000     true
                        segment.bytes  2000000  true
                        """));
        assertThat(shell.suiro("config get --topic set")).isEqualTo(Shell.Run.ok("""
                KEY            VALUE    SOURCE
                retention.ms   5000     dynamic-topic
                segment.bytes  2000000  dynamic-topic
                """));
        assertThat(shell.suiro("config set --topic set retention.ms=1 segment.bytes=two")
                        .status())
                .isEqualTo(1);
        assertThat(shell.suiro("config get --topic set retention.ms --output json")
                        .output())
                .contains("\"5000\"");
        assertThat(shell.suiro("config unset --topic set retention.ms --dry-run")
                        .status())
                .isZero();
        assertThat(shell.suiro("config unset --topic set retention.ms").status())
                .isZero();
        assertThat(shell.suiro("config get --topic set").output()).doesNotContain("retention.ms");
        assertThat(shell.suiro("config get --topic set --all").output()).contains("retention.ms", "default");
    }

    @Test
    void settingsOfAFileAreSetAllOrNone() throws Exception {
        shell.suiro("topic create filed --partitions 1");
        Path file = Files.writeString(
                directory.resolve("filed.properties"),
                "# of a topic\nretention.ms = 5000\ncleanup.policy=compact,delete\n");
        assertThat(shell.suiro("config set --topic filed --file " + file + " retention.ms=6000"))
                .isEqualTo(Shell.Run.ok("""
                        KEY             VALUE           CHANGED
                        cleanup.policy  compact,delete  true
                        retention.ms    6000            true
                        """));
        Files.writeString(file, "retention.ms=7000\nsegment.bytes=two\n");
        assertThat(shell.suiro("config set --topic filed --file " + file)).satisfies(run -> {
            assertThat(run.errors()).contains("segment.bytes", "INVALID_CONFIG").hasLineCount(1);
            assertThat(run.status()).isEqualTo(1);
        });
        assertThat(shell.suiro("config get --topic filed retention.ms").output())
                .contains("6000");
    }

    @Test
    void brokersAndGroupsHaveSettingsToo() throws Exception {
        assertThat(shell.suiro("config set --all-brokers log.cleaner.threads=2").status())
                .isZero();
        assertThat(shell.suiro("config get --all-brokers").output()).contains("log.cleaner.threads");
        assertThat(shell.suiro("config get --broker 0 log.cleaner.threads").output())
                .contains("dynamic-default-broker");
        assertThat(shell.suiro("config unset --all-brokers log.cleaner.threads").status())
                .isZero();
        assertThat(shell.suiro("config set --group readers consumer.heartbeat.interval.ms=6000")
                        .status())
                .isZero();
        assertThat(shell.suiro("config get --group readers").output())
                .contains("consumer.heartbeat.interval.ms", "6000");
    }

    @Test
    void theClusterIsDescribed() throws Exception {
        assertThat(shell.suiro("cluster describe").output())
                .contains("controller: 0\n")
                .containsPattern(
                        "BROKER +HOST +PORT +RACK +FENCED\n +0 +127\\.0\\.0\\.1 +" + broker.port() + " +- +false\n");
        assertThat(shell.suiro("cluster describe -o yaml").output())
                .contains("brokers:\n  - broker: 0\n    host: \"127.0.0.1\"\n    port: " + broker.port() + "\n");
    }
}
