// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** An official client library, run by a script in a process of its own. */
enum Sdk {
    OPENAI_NODE(Packages.NODE, "openai.mjs"),
    ANTHROPIC_NODE(Packages.NODE, "anthropic.mjs"),
    GENAI_NODE(Packages.NODE, "genai.mjs"),
    OPENAI_PYTHON(Packages.PYTHON, "openai_checks.py"),
    ANTHROPIC_PYTHON(Packages.PYTHON, "anthropic_checks.py");

    private static final long PATIENCE_SECONDS = 240;

    private static final Set<String> KEPT = Set.of("PATH", "HOME", "TMPDIR");

    private final Packages packages;
    private final String script;

    Sdk(Packages packages, String script) {
        this.packages = packages;
        this.script = script;
    }

    /** Runs checks, all of which have to pass. */
    void passes(List<String> checks, String url, String key, Map<String, String> models)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("interop", ".jsonl");
        try {
            String printed = run(checks, url, key, models, output);
            Map<String, String> results = new LinkedHashMap<>();
            printed.lines()
                    .filter(line -> line.startsWith("{"))
                    .forEach(line -> put(line, results));
            assertThat(results.keySet()).as(printed).containsExactlyElementsOf(checks);
            results.values().removeIf(String::isEmpty);
            assertThat(results).as("checks that failed").isEmpty();
        } finally {
            Files.delete(output);
        }
    }

    private static void put(String line, Map<String, String> results) {
        JsonNode result = Jsons.MAPPER.readTree(line);
        boolean ok = result.get("ok").asBoolean();
        results.put(Jsons.text(result, "/check"), ok ? "" : Jsons.text(result, "/error"));
    }

    private String run(
            List<String> checks, String url, String key, Map<String, String> models, Path output)
            throws IOException, InterruptedException {
        ProcessBuilder builder = packages.command(script);
        Map<String, String> environment = builder.environment();
        // The libraries read variables of their own, which may hold the developer's real keys.
        environment.keySet().retainAll(KEPT);
        environment.putAll(packages.environment());
        environment.put("BASE_URL", url);
        environment.put("API_KEY", key);
        environment.putAll(models);
        environment.put("CHECKS", String.join(",", checks));
        Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("the script hangs after\n" + Files.readString(output, UTF_8));
        }
        return Files.readString(output, UTF_8);
    }
}
