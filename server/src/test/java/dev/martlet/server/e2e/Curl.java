// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The command line tool, where it is installed and speaks HTTP/2. CI installs it, and fails on
 * tests that were skipped.
 */
final class Curl {
    private static final String PATIENCE_SECONDS = "20";

    private Curl() {}

    /** What came of it: its exit status, all heads as they came, the body, and what -v tells. */
    record Result(int exit, String heads, String body, String said) {
        /** The line that the last head starts with. */
        String statusLine() {
            return Arrays.stream(heads.split("\r\n", -1))
                    .filter(line -> line.startsWith("HTTP/"))
                    .reduce((_, last) -> last)
                    .orElse("")
                    .strip();
        }
    }

    /** Skips the test where there is no curl that speaks HTTP/2. */
    static void assumeInstalled() throws IOException, InterruptedException {
        boolean there;
        try {
            Process version = new ProcessBuilder("curl", "--version").start();
            there = new String(version.getInputStream().readAllBytes(), UTF_8).contains("HTTP2");
            version.waitFor();
        } catch (IOException e) {
            there = false;
        }
        assumeTrue(there, "there is no curl that speaks HTTP/2 on this machine");
    }

    /** Runs it in a folder, where it leaves files; of several bodies the first one is told. */
    static Result run(Path folder, String... arguments) throws IOException, InterruptedException {
        Path heads = folder.resolve("heads");
        Path body = folder.resolve("body");
        Path said = folder.resolve("said");
        Files.deleteIfExists(heads);
        Files.deleteIfExists(body);
        // Without -q, the user's own settings would count.
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "curl",
                                "-q",
                                "-sS",
                                "-v",
                                "--noproxy",
                                "*",
                                "-m",
                                PATIENCE_SECONDS));
        command.addAll(List.of("-D", heads.toString(), "-o", body.toString()));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectError(said.toFile())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("curl does not end: " + command);
        }
        return new Result(process.exitValue(), text(heads), text(body), text(said));
    }

    private static String text(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file, ISO_8859_1) : "";
    }
}
