// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.preset;

import dev.martlet.provider.config.AuthConfig;
import dev.martlet.provider.config.AuthScheme;
import dev.martlet.provider.config.DialectName;
import dev.martlet.provider.config.KeyConfig;
import dev.martlet.provider.config.ProviderConfig;
import dev.martlet.provider.config.QuirksConfig;
import java.net.URI;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A provider as its preset and its configuration make it together.
 *
 * @param name as configured
 * @param base scheme, host, port and the path before that of an operation
 * @param dialect what it speaks
 * @param also what it speaks too
 * @param auth how it wants its key
 * @param region for signatures of AWS; empty if there is none
 * @param keys at least one, unless it needs none or takes the clients'
 * @param clientKeys whether a client's own key is sent
 * @param operations what it can be asked for
 * @param paths where an operation is, if not where others have it
 * @param headers to send with each request
 * @param body members to add to each request's body
 * @param omit members to leave out of each request's body
 * @param quirks where it differs from its dialect
 * @param prices whose entries of the catalogue apply
 * @param echo whether Martlet answers by itself
 */
public record ProviderSettings(
        String name,
        URI base,
        DialectName dialect,
        Set<DialectName> also,
        AuthConfig auth,
        String region,
        List<KeyConfig> keys,
        boolean clientKeys,
        Set<Operation> operations,
        Map<Operation, String> paths,
        Map<String, String> headers,
        Map<String, JsonNode> body,
        List<String> omit,
        Quirks quirks,
        String prices,
        boolean echo) {
    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z-]+)}");
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9._-]{1,253}");

    /**
     * Completes a configuration by its preset.
     *
     * @param config what a user wrote
     * @param presets what is known
     * @return the provider
     * @throws IllegalArgumentException if the two do not make one; says what is missing
     */
    public static ProviderSettings of(ProviderConfig config, Presets presets) {
        Preset preset = preset(config, presets);
        AuthConfig auth = config.auth() != null ? config.auth() : preset.auth();
        List<KeyConfig> keys = config.keys();
        boolean needsKey = auth.scheme() != AuthScheme.NONE && !preset.keyless();
        if (needsKey && keys.isEmpty() && !config.clientKeys()) {
            String usual = preset.env() == null ? "a key" : "[ \"${" + preset.env() + "}\" ]";
            throw new IllegalArgumentException("keys: none (expected: " + usual + ")");
        }
        Map<String, String> headers = new LinkedHashMap<>(preset.headers());
        config.headers()
                .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        return new ProviderSettings(
                config.name(),
                base(config, preset),
                config.dialect() != null ? config.dialect() : preset.dialect(),
                // Behind another URL, or asked for one dialect, it may know only that one.
                config.dialect() == null && config.url() == null ? preset.also() : Set.of(),
                keys.isEmpty() && !config.clientKeys()
                        ? new AuthConfig(AuthScheme.NONE, null, null)
                        : auth,
                config.parameters().getOrDefault("region", ""),
                keys,
                config.clientKeys(),
                preset.operations(),
                preset.paths(),
                headers,
                preset.body(),
                preset.omit(),
                quirks(preset.quirks(), config.quirks()),
                preset.prices(),
                preset.name().equals("echo"));
    }

    private static Preset preset(ProviderConfig config, Presets presets) {
        String wanted = config.preset();
        if (wanted == null) {
            return new Preset(
                    config.name(),
                    String.valueOf(config.url()),
                    config.dialect() == null ? DialectName.OPENAI_CHAT : config.dialect(),
                    Set.of(),
                    new AuthConfig(AuthScheme.BEARER, null, null),
                    null,
                    true,
                    EnumSet.allOf(Operation.class),
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    List.of(),
                    Quirks.NONE,
                    config.name());
        }
        Preset preset = presets.find(wanted);
        if (preset == null) {
            throw new IllegalArgumentException(
                    "preset: "
                            + wanted
                            + " is unknown (expected: one of "
                            + String.join(", ", presets.all().keySet())
                            + ")");
        }
        return preset;
    }

    private static URI base(ProviderConfig config, Preset preset) {
        String template = config.url() != null ? String.valueOf(config.url()) : preset.url();
        var url = new StringBuilder();
        Matcher parameter = PARAMETER.matcher(template);
        while (parameter.find()) {
            parameter.appendReplacement(
                    url, Matcher.quoteReplacement(value(config, parameter.group(1))));
        }
        parameter.appendTail(url);
        URI base = URI.create(url.toString().replaceAll("/+$", ""));
        boolean known = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
        if (!known
                || base.getHost() == null
                || base.getRawUserInfo() != null
                || base.getRawQuery() != null
                || base.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "url: not a base URL (expected: http:// or https://, a host, and a path without query)");
        }
        return base;
    }

    private static String value(ProviderConfig config, String name) {
        String value = config.parameters().get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "parameters." + name + ": missing (expected: a value, the URL needs it)");
        }
        if (!VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "parameters."
                            + name
                            + ": not a part of a host name or path (expected: letters, digits, '.', '_' and '-')");
        }
        return value;
    }

    private static Quirks quirks(Quirks preset, @Nullable QuirksConfig config) {
        if (config == null) {
            return preset;
        }
        return new Quirks(
                config.maxTokens() != null
                        ? config.maxTokens().name().toLowerCase(Locale.ROOT)
                        : preset.maxTokensField(),
                config.streamUsage() != null ? config.streamUsage() : preset.streamUsage(),
                config.prefill() != null ? config.prefill() : preset.prefill(),
                config.developerRole() != null ? config.developerRole() : preset.developerRole());
    }
}
