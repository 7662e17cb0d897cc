// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The conformance tests for servers of github.com/summerwind/h2spec, built with the local Go from
 * the locked versions. Without Go or a network tests are skipped; in CI they fail.
 */
final class H2spec {
    private static final long SECONDS = 300;

    private final Path program;

    private H2spec(Path program) {
        this.program = program;
    }

    /** How a run ended, and what it printed. */
    record Run(int code, String output) {
        /** The cases that failed, as they are titled. */
        List<String> failed() {
            // Colours are left out where no terminal is; what is redrawn is on the same line.
            return output.lines()
                    .dropWhile(line -> !line.startsWith("Failures:"))
                    .filter(line -> line.contains("×"))
                    .map(line -> line.strip().replaceFirst("^× \\d+: ", ""))
                    .toList();
        }

        /** How many cases there were. */
        int cases() {
            return output.lines()
                    .filter(line -> line.matches("\\d+ tests, .*"))
                    .mapToInt(line -> Integer.parseInt(line.substring(0, line.indexOf(' '))))
                    .sum();
        }
    }

    /** Builds it; Go keeps what it has built before. */
    static H2spec build(Path folder) throws IOException, InterruptedException {
        Path program = folder.resolve("h2spec");
        try {
            Path sources = Path.of(H2spec.class.getResource("/interop/h2spec/go.mod").toURI());
            Run built =
                    run(
                            sources.getParent(),
                            List.of(
                                    "go",
                                    "build",
                                    "-o",
                                    program.toString(),
                                    "github.com/summerwind/h2spec/cmd/h2spec"));
            if (built.code != 0) {
                return missing(built.output);
            }
            return new H2spec(program);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            return missing(e.getMessage());
        }
    }

    private static H2spec missing(String why) {
        String message =
                "h2spec cannot be built (expected: Go 1.19 or later, and a network or what was"
                        + " built before): "
                        + why;
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(message);
        }
        return abort(message);
    }

    /** Runs all cases, those for strict servers included. */
    Run run(int port, String... more) throws IOException, InterruptedException {
        var command =
                new ArrayList<>(
                        List.of(
                                program.toString(),
                                "--strict",
                                "--timeout",
                                "5",
                                "--port",
                                Integer.toString(port)));
        command.addAll(List.of(more));
        return run(program.getParent(), command);
    }

    private static Run run(Path folder, List<String> command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("h2spec", ".txt");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            return new Run(process.exitValue(), Files.readString(output, UTF_8));
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
