// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cli;

import dev.martlet.policy.PolicyKinds;
import dev.martlet.server.config.schema.SchemaWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code martlet schema}: the reference of every key, for people and for editors. */
@Command(name = "schema", description = "Print the JSON Schema of the configuration.")
final class SchemaCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().println(SchemaWriter.write(PolicyKinds.all()));
        return 0;
    }
}
