// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cli;

import dev.martlet.core.config.ConfigException;
import dev.martlet.core.config.Problem;
import dev.martlet.server.config.model.GatewayConfig;
import dev.martlet.server.run.ConfigSource;
import dev.martlet.server.run.Gateway;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code martlet validate}: 0 if the file holds, 1 if it has problems. */
@Command(name = "validate", description = "Check a configuration and print every problem.")
final class ValidateCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The configuration to check.")
    private Path file;

    @Override
    public Integer call() {
        try {
            GatewayConfig config =
                    Gateway.check(new ConfigSource.File(file), System::getenv).config();
            spec.commandLine().getOut().println("ok: " + file + ": " + summary(config));
            return 0;
        } catch (ConfigException e) {
            PrintWriter err = spec.commandLine().getErr();
            for (Problem problem : e.problems()) {
                err.println(problem);
            }
            err.println(count(e.problems().size(), "problem") + " in " + file);
            return 1;
        }
    }

    private static String summary(GatewayConfig config) {
        return String.join(
                ", ",
                count(config.listeners().size(), "listener"),
                count(config.services().size(), "service"),
                count(config.routes().size(), "route"));
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
