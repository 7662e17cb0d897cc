// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.testing;

import dev.martlet.core.Event;
import dev.martlet.provider.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Golden files on the class path, below {@code golden/}. */
public final class Golden {
    private Golden() {}

    public static String text(String name) {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("golden/" + name + ": no such file");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode json(String name) {
        return Json.read(text(name));
    }

    /** Events as lines: type, a space, data. A dash stands for no type. */
    public static List<Event> events(String name) {
        return text(name).lines().filter(line -> !line.isBlank()).map(Golden::event).toList();
    }

    private static Event event(String line) {
        int space = line.indexOf(' ');
        String type = line.substring(0, space);
        byte[] data = line.substring(space + 1).getBytes(StandardCharsets.UTF_8);
        return new Event(type.equals("-") ? "" : type, data, Map.of());
    }

    /** The counterpart of {@link #events}. */
    public static String lines(List<Event> events) {
        var text = new StringBuilder();
        for (Event event : events) {
            text.append(event.type().isEmpty() ? "-" : event.type())
                    .append(' ')
                    .append(new String(event.data(), StandardCharsets.UTF_8))
                    .append('\n');
        }
        return text.toString();
    }
}
