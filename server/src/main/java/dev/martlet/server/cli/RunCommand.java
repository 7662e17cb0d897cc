// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code martlet run}. */
@Command(name = "run", description = "Start the gateway.")
final class RunCommand implements Callable<Integer> {

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration; without it a demo is served.")
    private @Nullable Path file;

    @Override
    public Integer call() {
        throw new UnsupportedOperationException("run: not built yet: " + file);
    }
}
