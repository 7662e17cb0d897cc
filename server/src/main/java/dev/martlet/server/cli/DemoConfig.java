// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The configuration that is served when no file is given. */
final class DemoConfig {
    private static final Pattern CHOICE = Pattern.compile("  # - (\\{.*)# ([A-Z0-9_]+)");

    private DemoConfig() {}

    /** Its text, as YAML, with comments. */
    static String text() {
        try (InputStream in = DemoConfig.class.getResourceAsStream("demo.yaml")) {
            if (in == null) {
                throw new IllegalStateException("demo.yaml: not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The same with what the environment has keys for: lines that name their variable at the end
     * are taken in.
     */
    static String text(UnaryOperator<@Nullable String> environment) {
        return text().lines()
                        .map(line -> {
                            Matcher choice = CHOICE.matcher(line);
                            boolean given = choice.matches() && isSet(environment, choice.group(2));
                            return given ? "  - " + choice.group(1) : line;
                        })
                        .collect(Collectors.joining("\n"))
                + "\n";
    }

    private static boolean isSet(UnaryOperator<@Nullable String> environment, String name) {
        @Nullable String value = environment.apply(name);
        return value != null && !value.isBlank();
    }

    /** What to try first, printed when the demo has started. */
    static String welcome() {
        return """
        Martlet serves its demo on http://127.0.0.1:8080. Try:

          curl http://127.0.0.1:8080/v1/chat/completions -H 'content-type: application/json' \\
            -d '{"model": "echo", "messages": [{"role": "user", "content": "Hello"}]}'
                                                                a chat with the built-in echo model
          curl http://127.0.0.1:8080/v1/models                  the models: with keys in the environment, more
          curl http://127.0.0.1:8080/echo/hello                 the built-in echo service
          curl http://127.0.0.1:9900/routes                     the routes with their policies
          curl http://127.0.0.1:9900/config                     the configuration in effect
          ./martlet init && ./martlet run -c martlet.yaml       a file of your own; saved changes apply at once

        Ctrl-C ends it.
        """;
    }
}
