// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import org.junit.jupiter.api.Test;

/** The parts of the house style that a machine can check. */
class HouseStyleTest {

    private static final String VAGUE = ".*(Utils?|Helpers?|Managers?|Impl|Base)(\\$.*)?";

    @Test
    void noClassHidesBehindAVagueName() {
        noClasses().should().haveNameMatching(VAGUE).check(OurClasses.ALL);
    }

    /** The server logs by System.Logger; only the command line sets the backend up. */
    @Test
    void javaUtilLoggingIsSeenByTheCommandLineOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.martlet.server.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .check(OurClasses.ALL);
    }

    @Test
    void standardOutputBelongsToTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.martlet.server.cli..", "dev.martlet.loadtests..")
                .should(ACCESS_STANDARD_STREAMS)
                .check(OurClasses.ALL);
    }

    /** What an object needs comes through its constructor, in plain sight. */
    @Test
    void nothingIsInjectedIntoFields() {
        noFields()
                .should()
                .beAnnotatedWith("jakarta.inject.Inject")
                .orShould()
                .beAnnotatedWith("javax.inject.Inject")
                .orShould()
                .beAnnotatedWith("io.helidon.service.registry.Service$Inject")
                .check(OurClasses.ALL);
    }

    @Test
    void staticFieldsAreFinal() {
        fields().that().areStatic().should().beFinal().allowEmptyShould(true).check(OurClasses.ALL);
    }
}
