package io.suiro.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./suiro group}. */
class GroupCommandsIT {
    @TempDir
    static Path directory;

    private static BrokerProcess broker;
    private static Shell shell;

    @BeforeAll
    static void start() throws Exception {
        broker = new BrokerProcess(directory.resolve("data"));
        shell = Shell.inThisJvm(directory, broker.bootstrap());
        broker.start();
        shell.suiro("topic create orders --partitions 2");
        shell.suiro("1\n2\n3\n4\n5\n", "produce", "orders", "--partition", "0");
        shell.suiro("6\n7\n", "produce", "orders", "--partition", "1");
        shell.suiro("topic create prices --partitions 1");
    }

    @AfterAll
    static void end() {
        shell.close();
        broker.close();
    }

    private static void group(String name) throws Exception {
        Shell.Run read = shell.suiro("consume orders --group " + name + " --from beginning --exit");
        assertThat(read.output()).hasLineCount(7);
    }

    @Test
    void aGroupIsListedDescribedAndDeleted() throws Exception {
        group("life");
        assertThat(shell.suiro("group list --state empty --type classic").output())
                .startsWith("GROUP")
                .containsPattern("life +classic +consumer +empty\n");
        assertThat(shell.suiro("group list --state stable -q").output()).doesNotContain("life");
        assertThat(shell.suiro("group describe life")).isEqualTo(Shell.Run.ok("""
                group: life
                type: classic
                state: empty
                assignor: -
                coordinator: 0
                lag: 0
                members: -

                TOPIC   PARTITION  COMMITTED  END  LAG  MEMBER
                orders          0          5    5    0  -
                orders          1          2    2    0  -
                """));
        assertThat(shell.suiro("group delete lif? --dry-run").output()).contains("life", "false");
        assertThat(shell.suiro("group delete life").output()).contains("life", "true");
        assertThat(shell.suiro("group describe life").errors()).contains("there is no group life");
        assertThat(shell.suiro("group delete life").status()).isEqualTo(1);
    }

    @Test
    void offsetsAreResetOnlyWithExecute() throws Exception {
        group("reset");
        assertThat(shell.suiro("group reset-offsets reset --topic orders --to beginning"))
                .isEqualTo(new Shell.Run(0, """
                        TOPIC   PARTITION  FROM  TO  CHANGED
                        orders          0     5   0  false
                        orders          1     2   0  false
                        """, "suiro: nothing was changed; --execute does it\n"));
        assertThat(shell.suiro("consume orders --group reset --exit")).isEqualTo(Shell.Run.ok(""));
        assertThat(shell.suiro("group reset-offsets reset --topic orders:0 --to 3 --execute")
                        .errors())
                .isEmpty();
        assertThat(shell.suiro("consume orders --group reset --exit")).isEqualTo(Shell.Run.ok("4\n5\n"));
        assertThat(shell.suiro("group reset-offsets reset --all-topics --shift-by -1 --execute")
                        .output())
                .containsPattern("orders +0 +5 +4 +true\norders +1 +2 +1 +true\n");
        assertThat(shell.suiro("group reset-offsets reset --topic orders:1 --to -5d --execute")
                        .output())
                .containsPattern("orders +1 +1 +0 +true\n");
        assertThat(shell.suiro("group reset-offsets reset --topic orders --shift-by 99")
                        .output())
                .containsPattern("orders +0 +4 +5 +false\norders +1 +0 +2 +false\n");
    }

    @Test
    void aResetThatCannotBeIsRefused() throws Exception {
        assertThat(shell.suiro("group reset-offsets g --topic orders:7 --to end")
                        .errors())
                .contains("topic orders has no partition 7");
        assertThat(shell.suiro("group reset-offsets g --topic ordres --to end").errors())
                .contains("did you mean orders?");
        assertThat(shell.suiro("group reset-offsets g --all-topics --to end").errors())
                .contains("group g has no offsets");
    }

    @Test
    void offsetsGoToAFileAndBack() throws Exception {
        group("exported");
        String export = "group reset-offsets exported --all-topics --shift-by 0 --export";
        assertThat(shell.suiro(export)).isEqualTo(Shell.Run.ok("orders,0,5\norders,1,2\n"));

        Path file = Files.writeString(directory.resolve("offsets.csv"), "\"orders\",0,3\norders,1,99\n");
        String reset = "group reset-offsets exported --execute --from-file " + file;
        assertThat(shell.suiro(reset)).isEqualTo(Shell.Run.ok("""
                TOPIC   PARTITION  FROM  TO  CHANGED
                orders          0     5   3  true
                orders          1     2   2  true
                """));
        Files.writeString(file, "orders,0,1\norders,7,0\n");
        assertThat(shell.suiro(reset))
                .isEqualTo(new Shell.Run(1, "", "suiro: topic orders has no partition 7; it has 0 to 1\n"));
        Files.writeString(file, "orders,0,1\norders,1\n");
        assertThat(shell.suiro(reset).errors())
                .startsWith("suiro: line 2 of " + file + " is not TOPIC,PARTITION,OFFSET")
                .hasLineCount(1);
        assertThat(shell.suiro(export)).isEqualTo(Shell.Run.ok("orders,0,3\norders,1,2\n"));
    }

    @Test
    void offsetsAreForgottenAllThatAreNamedOrNone() throws Exception {
        group("forgetful");
        assertThat(shell.suiro("group delete-offsets forgetful --topic orders --dry-run"))
                .isEqualTo(Shell.Run.ok("""
                        TOPIC   PARTITION  COMMITTED  DELETED
                        orders          0          5  false
                        orders          1          2  false
                        """));
        assertThat(shell.suiro("group delete-offsets forgetful --topic orders:1"))
                .isEqualTo(Shell.Run.ok("""
                        TOPIC   PARTITION  COMMITTED  DELETED
                        orders          1          2  true
                        """));
        assertThat(shell.suiro("group delete-offsets forgetful --topic orders:0,1"))
                .isEqualTo(new Shell.Run(
                        1,
                        "",
                        "suiro: group forgetful has no offset of orders-1; ./suiro group describe forgetful shows those"
                                + " that it has\n"));
        assertThat(shell.suiro("group delete-offsets forgetfull --topic orders").errors())
                .contains("there is no group forgetfull; did you mean forgetful?");
        assertThat(shell.suiro("group describe forgetful").output())
                .containsPattern("orders +0 +5 +5 +0 ")
                .doesNotContainPattern("orders +1");
    }

    @Test
    void aGroupThatDoesNotExistGetsOffsets() throws Exception {
        assertThat(shell.suiro("group reset-offsets fresh --topic orders --to -1 --execute")
                        .status())
                .isZero();
        assertThat(shell.suiro("consume orders --group fresh --exit").output().lines())
                .containsExactlyInAnyOrder("5", "7");
    }

    @Test
    void aGroupWithMembersIsDescribedAndLeftAsItIs() throws Exception {
        Path output = directory.resolve("busy");
        Process reading = shell.start(output, "consume orders prices --group busy --from beginning");
        try {
            await().until(() -> Files.readString(output).lines().count() == 7);
            assertThat(shell.suiro("group describe busy").output())
                    .contains("state: stable\n", "assignor: range\n", "MEMBER", "CLIENT", "orders-0,orders-1,prices-0");
            assertThat(shell.suiro("group reset-offsets busy --topic orders --to end --execute"))
                    .isEqualTo(new Shell.Run(1, "", "suiro: group busy has members (it is stable); stop them first\n"));
            // It commits what it has printed some time later.
            await().untilAsserted(
                            () -> assertThat(shell.suiro("group delete-offsets busy --topic orders:0 --topic prices"))
                                    .satisfies(run -> {
                                        assertThat(run.errors())
                                                .contains("group busy has no offset of prices")
                                                .hasLineCount(1);
                                        assertThat(run.status()).isEqualTo(1);
                                    }));
            assertThat(shell.suiro("group delete-offsets busy --topic orders:0"))
                    .satisfies(run -> {
                        assertThat(run.errors())
                                .startsWith("suiro: orders-0: ")
                                .contains("stop its members first")
                                .hasLineCount(1);
                        assertThat(run.status()).isEqualTo(1);
                    });
            assertThat(shell.suiro("group delete busy")).satisfies(run -> {
                assertThat(run.errors())
                        .startsWith("suiro: busy: ")
                        .contains("stop its members first")
                        .hasLineCount(1);
                assertThat(run.status()).isEqualTo(1);
            });
        } finally {
            new ProcessBuilder("kill", "-TERM", String.valueOf(reading.pid()))
                    .start()
                    .waitFor();
            assertThat(reading.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }
}
