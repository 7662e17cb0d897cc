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
}
