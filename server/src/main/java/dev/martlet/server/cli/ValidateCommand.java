// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code martlet validate}. */
@Command(name = "validate", description = "Check a configuration and print every problem.")
final class ValidateCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The configuration to check.")
    private Path file;

    @Override
    public Integer call() {
        throw new UnsupportedOperationException("validate: not built yet: " + file);
    }
}
