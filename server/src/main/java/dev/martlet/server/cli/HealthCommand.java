// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cli;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code martlet health}: asks a running gateway, for container images that have no curl. Plain
 * {@link HttpURLConnection}, as nothing starts faster.
 */
@Command(name = "health", description = "Ask a running gateway whether it is ready.")
final class HealthCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:9900",
            description = "Where the gateway's admin port is (default: ${DEFAULT-VALUE}).")
    private String admin = "";

    @Option(
            names = "--timeout",
            paramLabel = "MILLISECONDS",
            defaultValue = "3000",
            description = "How long to wait for an answer (default: ${DEFAULT-VALUE}).")
    private int timeoutMillis;

    @Override
    public Integer call() {
        try {
            int status = status(URI.create("http://" + admin + "/health/ready"));
            if (status == 200) {
                spec.commandLine().getOut().println("ready");
                return 0;
            }
            return unhealthy("status " + status);
        } catch (IOException | IllegalArgumentException e) {
            return unhealthy(e.getMessage());
        }
    }

    private int status(URI uri) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setConnectTimeout(timeoutMillis);
        connection.setReadTimeout(timeoutMillis);
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    private int unhealthy(@Nullable String why) {
        spec.commandLine().getErr().println("health: " + admin + ": " + why + " (expected: ready)");
        return 1;
    }
}
