// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code martlet schema}. */
@Command(name = "schema", description = "Print the JSON Schema of the configuration.")
final class SchemaCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        throw new UnsupportedOperationException("schema: not built yet");
    }
}
