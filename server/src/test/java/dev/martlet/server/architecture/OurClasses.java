// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
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

    static DescribedPredicate<JavaMethodCall> readsTheGlobalSnapshot() {
        return DescribedPredicate.describe(
                "reads the global snapshot",
                call ->
                        call.getTargetOwner().getName().equals(SNAPSHOTS)
                                && READS.contains(call.getName()));
    }
}
