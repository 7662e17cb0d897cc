// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.preset;

import dev.martlet.provider.config.AuthConfig;
import dev.martlet.provider.config.AuthScheme;
import dev.martlet.provider.config.DialectName;
import dev.martlet.provider.config.QuirksConfig.Prefill;
import dev.martlet.provider.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The presets that Martlet brings: {@code presets.json} beside this class. */
public final class Presets {
    private final Map<String, Preset> byName;

    private Presets(Map<String, Preset> byName) {
        this.byName = Collections.unmodifiableMap(byName);
    }

    /**
     * Reads them.
     *
     * @return all
     */
    public static Presets bundled() {
        try (InputStream in = Presets.class.getResourceAsStream("presets.json")) {
            if (in == null) {
                throw new IllegalStateException("presets.json: not on the class path");
            }
            Map<String, Preset> presets = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> one : Json.read(in.readAllBytes()).properties()) {
                presets.put(one.getKey(), preset(one.getKey(), one.getValue()));
            }
            return new Presets(presets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * All of them.
     *
     * @return by name, in the order of the file
     */
    public Map<String, Preset> all() {
        return byName;
    }

    /**
     * One of them.
     *
     * @param name the name
     * @return the preset, or null
     */
    public @Nullable Preset find(String name) {
        return byName.get(name);
    }

    private static Preset preset(String name, JsonNode json) {
        Set<Operation> operations = EnumSet.noneOf(Operation.class);
        json.path("operations").forEach(one -> operations.add(operation(one.asString())));
        Set<DialectName> also = EnumSet.noneOf(DialectName.class);
        json.path("also").forEach(one -> also.add(DialectName.valueOf(constant(one.asString()))));
        Map<Operation, String> paths = new EnumMap<>(Operation.class);
        json.path("paths")
                .properties()
                .forEach(one -> paths.put(operation(one.getKey()), one.getValue().asString()));
        List<String> omit = new ArrayList<>();
        json.path("omit").forEach(one -> omit.add(one.asString()));
        Map<String, JsonNode> body = new LinkedHashMap<>();
        json.path("body").properties().forEach(one -> body.put(one.getKey(), one.getValue()));
        return new Preset(
                name,
                json.path("url").asString(),
                DialectName.valueOf(constant(json.path("dialect").asString())),
                also,
                auth(json.path("auth")),
                json.has("env") ? json.path("env").asString() : null,
                json.path("keyless").asBoolean(false),
                operations,
                paths,
                texts(json.path("headers")),
                body,
                omit,
                quirks(json.path("quirks")),
                json.path("prices").asString(name));
    }

    private static Operation operation(String text) {
        Operation operation = Operation.of(text);
        if (operation == null) {
            throw new IllegalStateException("presets.json: operation " + text + " is unknown");
        }
        return operation;
    }

    private static AuthConfig auth(JsonNode json) {
        if (json.isString()) {
            return new AuthConfig(AuthScheme.valueOf(constant(json.asString())), null, null);
        }
        return new AuthConfig(
                AuthScheme.valueOf(constant(json.path("scheme").asString())),
                json.has("header") ? json.path("header").asString() : null,
                json.has("service") ? json.path("service").asString() : null);
    }

    private static Quirks quirks(JsonNode json) {
        Quirks none = Quirks.NONE;
        return new Quirks(
                json.has("max-tokens") ? json.path("max-tokens").asString() : null,
                json.path("stream-usage").asBoolean(none.streamUsage()),
                Prefill.valueOf(constant(json.path("prefill").asString("no"))),
                json.path("developer-role").asBoolean(none.developerRole()));
    }

    private static Map<String, String> texts(JsonNode json) {
        Map<String, String> texts = new LinkedHashMap<>();
        json.properties().forEach(one -> texts.put(one.getKey(), one.getValue().asString()));
        return texts;
    }

    private static String constant(String text) {
        return text.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
