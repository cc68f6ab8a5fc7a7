package io.suiro;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import org.junit.jupiter.api.Test;

/** Which of the rooms beside the broker may know which. */
class ChannelRoomsTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .importPackages("io.suiro");

    @Test
    void everyPackageBelongsToARoom() {
        classes()
                .should()
                .resideInAnyPackage("io.suiro.embedded..", "io.suiro.client..", "io.suiro.channel..")
                .check(MAIN);
    }

    @Test
    void theClientKnowsNoContainerAndNoneOfTheOtherRooms() {
        noClasses()
                .that()
                .resideInAPackage("io.suiro.client..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.suiro.channel..",
                        "io.suiro.embedded..",
                        "io.suiro.wire..",
                        "io.quarkus..",
                        "io.smallrye..",
                        "org.eclipse.microprofile..",
                        "jakarta..",
                        "io.vertx..",
                        "io.netty..")
                .check(MAIN);
    }

    @Test
    void theEmbeddedBrokerKnowsNoContainer() {
        noClasses()
                .that()
                .resideInAPackage("io.suiro.embedded..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.suiro.channel..", "io.quarkus..", "io.smallrye..", "jakarta..", "io.vertx..")
                .check(MAIN);
    }

    @Test
    void nothingIsPrinted() {
        noClasses().should(GeneralCodingRules.ACCESS_STANDARD_STREAMS).check(MAIN);
    }
}
