package io.suiro;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import io.suiro.app.Main;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The plan of the house: which room may know which, and what no room may hold. */
class RoomsTest {
    /** Lowest first; a room knows only those before it. */
    private static final List<String> ROOMS = List.of(
            "base",
            "error",
            "record",
            "config",
            "log",
            "cluster",
            "replica",
            "coordinator",
            "share",
            "broker",
            "tool",
            "wire",
            "admin",
            "observe",
            "app");

    /** The core: plain Java, without a container, a socket or HTTP. */
    private static final List<String> CORE = ROOMS.subList(0, ROOMS.indexOf("wire"));

    private static final Set<String> NAMES_OF_NO_ROOM =
            Set.of("util", "utils", "common", "impl", "internal", "manager", "helper", "helpers", "misc", "model");

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.suiro");

    @ParameterizedTest
    @FieldSource("ROOMS")
    void aRoomKnowsOnlyRoomsBeneathIt(String room) {
        List<String> above = ROOMS.subList(ROOMS.indexOf(room) + 1, ROOMS.size());
        if (!above.isEmpty()) {
            noClasses()
                    .that()
                    .resideInAnyPackage(packages(List.of(room)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(packages(above))
                    .check(MAIN);
        }
    }

    @Test
    void everyPackageBelongsToARoom() {
        classes().should().resideInAnyPackage(packages(ROOMS)).check(MAIN);
    }

    @Test
    void whatTheWireCarriesAndWhereItLeadsAreApart() {
        slices().matching("io.suiro.wire.(handler|peer)..")
                .should()
                .notDependOnEachOther()
                .check(MAIN);
        noClasses()
                .that()
                .resideInAPackage("io.suiro.wire")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.suiro.wire.handler..", "io.suiro.wire.peer..")
                .check(MAIN);
    }

    @Test
    void theCoreKnowsNoContainerAndNoNetwork() {
        noClasses()
                .that()
                .resideInAnyPackage(packages(CORE))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quarkus..",
                        "io.smallrye..",
                        "org.eclipse.microprofile..",
                        "jakarta..",
                        "io.netty..",
                        "io.vertx..",
                        "io.micrometer..",
                        "java.net.http..")
                .check(MAIN);
    }

    @Test
    void ofApacheKafkaOnlyWhatClientsShareIsUsed() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.suiro.tool.train", "io.suiro.tool.client..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("org.apache.kafka..").and(resideOutsideOfPackage("org.apache.kafka.common..")))
                .check(MAIN);
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(packagesWithClasses()).allSatisfy(each -> assertThat(each.isAnnotatedWith(NullMarked.class))
                .as(each.getName())
                .isTrue());
    }

    @Test
    void noPackageIsNamedForNothingInParticular() {
        assertThat(packagesWithClasses())
                .extracting(JavaPackage::getRelativeName)
                .doesNotContainAnyElementsOf(NAMES_OF_NO_ROOM);
    }

    @Test
    void onlyTheMessageOfAFailedStartBypassesTheLog() {
        noClasses()
                .that(not(type(Main.class)))
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
                .check(MAIN);
    }

    private static List<JavaPackage> packagesWithClasses() {
        return MAIN.stream().map(JavaClass::getPackage).distinct().toList();
    }

    private static String[] packages(List<String> rooms) {
        return rooms.stream().map(room -> "io.suiro." + room + "..").toArray(String[]::new);
    }
}
