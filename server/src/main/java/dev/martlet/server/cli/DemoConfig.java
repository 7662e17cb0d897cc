// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The configuration that is served when no file is given. */
final class DemoConfig {

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

    /** What to try first, printed when the demo has started. */
    static String welcome() {
        return """
        Martlet serves its demo on http://127.0.0.1:8080. Try:

          curl http://127.0.0.1:8080/echo/hello                 the built-in echo service
          curl http://127.0.0.1:9900/routes                     the routes with their policies
          curl http://127.0.0.1:9900/config                     the configuration in effect
          ./martlet init && ./martlet run -c martlet.yaml       a file of your own; saved changes apply at once

        Ctrl-C ends it.
        """;
    }
}
