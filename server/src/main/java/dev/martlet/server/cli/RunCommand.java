// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cli;

import dev.martlet.core.config.ConfigException;
import dev.martlet.core.config.Problem;
import dev.martlet.server.run.ConfigSource;
import dev.martlet.server.run.Gateway;
import dev.martlet.server.run.Signals;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code martlet run}. */
@Command(name = "run", description = "Start the gateway.")
final class RunCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration; without it a demo is served.")
    private @Nullable Path file;

    @Override
    public Integer call() throws InterruptedException {
        return run(file, spec.commandLine().getOut(), spec.commandLine().getErr());
    }

    /** Serves until the process is told to end; returns its exit code. */
    static int run(@Nullable Path file, PrintWriter out, PrintWriter err)
            throws InterruptedException {
        ConfigSource source =
                file == null
                        ? new ConfigSource.Text("demo.yaml", DemoConfig.text(System::getenv))
                        : new ConfigSource.File(file);
        try (Gateway gateway = Gateway.start(source, System::getenv)) {
            out.print(file == null ? DemoConfig.welcome() : started(gateway, file));
            out.flush();
            Signals.install(gateway);
            gateway.awaitStop();
            return 0;
        } catch (ConfigException e) {
            refuse(e, err);
            return 1;
        }
    }

    private static String started(Gateway gateway, Path file) {
        return "martlet serves "
                + file
                + " (admin: http://127.0.0.1:"
                + gateway.adminPort()
                + ")\n";
    }

    private static void refuse(ConfigException e, PrintWriter err) {
        for (Problem problem : e.problems()) {
            err.println(problem);
        }
        int count = e.problems().size();
        err.println(
                "not started: "
                        + count
                        + (count == 1 ? " problem" : " problems")
                        + " in the configuration");
        err.flush();
    }
}
