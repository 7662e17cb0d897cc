// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;

/** The classes that we ship, read once for all rules. */
final class OurClasses {

    static final String SNAPSHOTS = "dev.martlet.core.Snapshots";

    static final JavaClasses ALL =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.martlet");

    private static final Set<String> READS = Set.of("current", "pin");

    private OurClasses() {}

    /** A method reference reads it as well as a call does. */
    static DescribedPredicate<JavaAccess<?>> readsTheGlobalSnapshot() {
        return DescribedPredicate.describe(
                "reads the global snapshot",
                access ->
                        access.getTargetOwner().getName().equals(SNAPSHOTS)
                                && READS.contains(access.getName()));
    }
}
