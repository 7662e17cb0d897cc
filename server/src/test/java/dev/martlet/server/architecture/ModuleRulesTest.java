// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import org.junit.jupiter.api.Test;

/**
 * Which module may see what. Maven checks the modules; this checks the packages and the libraries.
 */
class ModuleRulesTest {

    /** Core is the one module that every other may use, so it uses none of them. */
    @Test
    void coreUsesTheJdkAndHelidonsHttpTypesOnly() {
        classes()
                .that()
                .resideInAPackage("dev.martlet.core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.martlet.core..",
                        "java..",
                        "javax.net..",
                        "javax.security..",
                        "org.jspecify..",
                        "io.helidon.http",
                        "io.helidon.common..")
                .check(OurClasses.ALL);
    }

    @Test
    void policiesUseCoreAndNeverTheServer() {
        noClasses()
                .that()
                .resideInAPackage("dev.martlet.policy..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.martlet..")
                                .and(
                                        resideOutsideOfPackages(
                                                "dev.martlet.policy..", "dev.martlet.core..")))
                .check(OurClasses.ALL);
    }

    @Test
    void providersUseCoreAndNeverTheServer() {
        noClasses()
                .that()
                .resideInAPackage("dev.martlet.provider..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.martlet..")
                                .and(
                                        resideOutsideOfPackages(
                                                "dev.martlet.provider..", "dev.martlet.core..")))
                .check(OurClasses.ALL);
    }

    /**
     * A policy family that needs another one is two policies in one. Tenants are no family: they
     * are what those who ask who is calling and those who count it speak of.
     */
    @Test
    void policyFamiliesDoNotSeeEachOther() {
        slices().matching("dev.martlet.policy.(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(alwaysTrue(), resideInAPackage("dev.martlet.policy.tenant.."))
                .allowEmptyShould(true)
                .check(OurClasses.ALL);
    }

    /** Of Helidon we ship the vocabulary, not the server (decisions 4 and 7). */
    @Test
    void helidonIsItsHttpTypesOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.martlet.loadtests..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.helidon..")
                                .and(
                                        resideOutsideOfPackages(
                                                "io.helidon.http", "io.helidon.common..")))
                .check(OurClasses.ALL);
    }

    /**
     * Everything after the entry works on the generation that its exchange has pinned. The admin
     * API is an entry too; the run package publishes the snapshots.
     */
    @Test
    void theGlobalSnapshotIsReadAtTheEntriesOnly() {
        noClasses()
                .that(
                        resideOutsideOfPackages(
                                        "dev.martlet.server.entry..",
                                        "dev.martlet.server.admin..",
                                        "dev.martlet.server.run..")
                                .and(notSnapshots()))
                .should()
                .accessTargetWhere(OurClasses.readsTheGlobalSnapshot())
                .check(OurClasses.ALL);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("dev.martlet.(**)").should().beFreeOfCycles().check(OurClasses.ALL);
    }

    /** Configuration reaches the hot path compiled, never as text to be read again. */
    @Test
    void yamlAndJsonLibrariesStayOutOfCoreAndPolicies() {
        noClasses()
                .that(resideInAnyPackage("dev.martlet.core..", "dev.martlet.policy.."))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("tools.jackson..", "com.fasterxml..", "picocli..")
                .check(OurClasses.ALL);
    }

    private static DescribedPredicate<JavaClass> notSnapshots() {
        return DescribedPredicate.not(
                DescribedPredicate.describe(
                        "Snapshots itself",
                        type -> type.getName().startsWith(OurClasses.SNAPSHOTS)));
    }
}
