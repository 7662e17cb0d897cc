// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Where and with what a run was made, so that two results can be compared. */
final class Stamp {

    private Stamp() {}

    static Map<String, String> take(Path root, Instant now) throws IOException {
        Map<String, String> stamp = new LinkedHashMap<>();
        stamp.put("time", now.truncatedTo(ChronoUnit.SECONDS).toString());
        stamp.put("commit", commit(root));
        stamp.put("cpu", field("/proc/cpuinfo", "model name"));
        stamp.put("cpus", Integer.toString(Runtime.getRuntime().availableProcessors()));
        stamp.put("memory", field("/proc/meminfo", "MemTotal"));
        stamp.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        stamp.put("java", Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
        put(stamp, "nginx", List.of("nginx", "-v"));
        put(stamp, "haproxy", List.of("haproxy", "-v"));
        put(stamp, "wrk", List.of("wrk", "-v"));
        return stamp;
    }

    private static String commit(Path root) throws IOException {
        String head =
                output(List.of("git", "-C", root.toString(), "rev-parse", "--short=12", "HEAD"));
        String changes =
                output(List.of("git", "-C", root.toString(), "status", "--porcelain", "-uno"));
        return head + (changes.isEmpty() ? "" : " with uncommitted changes");
    }

    private static String field(String file, String name) throws IOException {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        }
    }

    private static void put(Map<String, String> stamp, String name, List<String> command)
            throws IOException {
        stamp.put(name, output(command).lines().findFirst().orElse("not installed"));
    }

    /** What a program prints, or nothing if it is not there or takes more than 5 s. */
    private static String output(List<String> command) throws IOException {
        var program = Executables.find(command.getFirst());
        if (program.isEmpty()) {
            return "";
        }
        Path file = Files.createTempFile("martlet-bench", ".out");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(file.toFile())
                            .start();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        } finally {
            Files.delete(file);
        }
    }
}
