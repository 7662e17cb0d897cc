// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.golden;

import dev.martlet.provider.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import tools.jackson.databind.JsonNode;

/** The files under {@code golden/}. */
public final class Golden {
    private Golden() {}

    public static byte[] bytes(String dialect, String file) {
        String name = "/golden/" + dialect + '/' + file;
        try (InputStream in = Golden.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new AssertionError("no such file: " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode json(String dialect, String file) {
        return Json.read(bytes(dialect, file));
    }
}
