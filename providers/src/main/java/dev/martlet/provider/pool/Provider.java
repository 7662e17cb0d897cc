// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

import dev.martlet.core.Upstream;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.preset.Operation;
import dev.martlet.provider.preset.Quirks;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An API that answers for models.
 *
 * @param name as configured
 * @param dialect the wire format it speaks
 * @param events how its streams go over the wire
 * @param upstream leads to the host of the base URL; must not retry by itself, and its limits of
 *     time must be above those of the models
 * @param base the base URL; chats go to a path below it
 * @param authorizer how a key is sent
 * @param keys its keys
 * @param headers fields to add to each request
 * @param quirks where it differs from its dialect
 * @param api what it can be asked for, and where
 * @param others the same provider in the other dialects that it speaks, if there are any
 */
public record Provider(
        String name,
        Dialect dialect,
        EventFormat events,
        Upstream upstream,
        URI base,
        Authorizer authorizer,
        KeyRing keys,
        Map<String, String> headers,
        Quirks quirks,
        Api api,
        List<Provider> others) {
    public Provider {
        headers = Map.copyOf(headers);
        others = List.copyOf(others);
    }

    /**
     * A provider that speaks one dialect.
     *
     * @param name as configured
     * @param dialect the wire format it speaks
     * @param events how its streams go over the wire
     * @param upstream leads to the host of the base URL
     * @param base the base URL
     * @param authorizer how a key is sent
     * @param keys its keys
     * @param headers fields to add to each request
     * @param quirks where it differs from its dialect
     * @param api what it can be asked for, and where
     */
    public Provider(
            String name,
            Dialect dialect,
            EventFormat events,
            Upstream upstream,
            URI base,
            Authorizer authorizer,
            KeyRing keys,
            Map<String, String> headers,
            Quirks quirks,
            Api api) {
        this(
                name,
                dialect,
                events,
                upstream,
                base,
                authorizer,
                keys,
                headers,
                quirks,
                api,
                List.of());
    }

    /**
     * The same in another dialect, with that dialect's paths.
     *
     * @param other what it speaks too
     * @param format how streams of that go over the wire
     * @return for {@link #and}
     */
    public Provider in(Dialect other, EventFormat format) {
        Map<Operation, String> paths = new HashMap<>(api.paths());
        paths.remove(Operation.CHAT);
        paths.remove(Operation.CHAT_STREAM);
        // Members that are added or left out are those of the dialect that they were written for.
        var own = new Api(api.operations(), paths, Map.of(), List.of(), api.clientKeys());
        return new Provider(
                name, other, format, upstream, base, authorizer, keys, headers, quirks, own);
    }

    /**
     * The same, in several dialects.
     *
     * @param more what {@link #in} has made of it
     * @return a provider that speaks these too
     */
    public Provider and(List<Provider> more) {
        return new Provider(
                name,
                dialect,
                events,
                upstream,
                base,
                authorizer,
                keys,
                headers,
                quirks,
                api,
                more);
    }

    /**
     * The provider as it is for clients of a dialect.
     *
     * @param wanted the name of the client's dialect
     * @return this, or the one of {@link #others} that speaks it
     */
    public Provider speaking(String wanted) {
        if (!dialect.name().equals(wanted)) {
            for (Provider other : others) {
                if (other.dialect.name().equals(wanted)) {
                    return other;
                }
            }
        }
        return this;
    }

    /**
     * What a provider can be asked for, and where.
     *
     * @param operations what it can be asked for
     * @param paths where an operation is, if not where others have it; behind the base URL, with
     *     {@code {model}} for the model
     * @param body members to add to the body of each chat, where the client has none of that name
     * @param omit members to leave out of the body of each chat
     * @param clientKeys whether a client's own key is sent instead of one of ours
     */
    public record Api(
            Set<Operation> operations,
            Map<Operation, String> paths,
            Map<String, JsonNode> body,
            List<String> omit,
            boolean clientKeys) {
        /** Everything, where everybody has it. */
        public static final Api ANY =
                new Api(EnumSet.allOf(Operation.class), Map.of(), Map.of(), List.of(), false);

        public Api {
            operations = Set.copyOf(operations);
            paths = Map.copyOf(paths);
            body = Map.copyOf(body);
            omit = List.copyOf(omit);
        }
    }

    /**
     * A provider that can be asked for everything, where everybody has it.
     *
     * @param name as configured
     * @param dialect the wire format it speaks
     * @param events how its streams go over the wire
     * @param upstream leads to the host of the base URL
     * @param base the base URL
     * @param authorizer how a key is sent
     * @param keys its keys
     * @param headers fields to add to each request
     * @param quirks where it differs from its dialect
     */
    public Provider(
            String name,
            Dialect dialect,
            EventFormat events,
            Upstream upstream,
            URI base,
            Authorizer authorizer,
            KeyRing keys,
            Map<String, String> headers,
            Quirks quirks) {
        this(name, dialect, events, upstream, base, authorizer, keys, headers, quirks, Api.ANY);
    }

    /**
     * Where chats are taken.
     *
     * @param model this provider's name of the model
     * @param stream whether events are wanted
     * @return path and query behind the base URL
     */
    public String chatTarget(String model, boolean stream) {
        @Nullable String whole = path(Operation.CHAT, model);
        @Nullable String events = stream ? path(Operation.CHAT_STREAM, model) : null;
        if (events != null) {
            return events;
        }
        return whole != null ? whole : dialect.path(model, stream);
    }

    /**
     * Where an operation has a place of its own.
     *
     * @param operation which
     * @param model this provider's name of the model
     * @return a path behind the base URL, or null for the usual one
     */
    public @Nullable String path(Operation operation, String model) {
        @Nullable String template = api.paths().get(operation);
        if (template == null) {
            return null;
        }
        // An @ stands before the version of a model, and may stand in a path.
        String escaped =
                URLEncoder.encode(model, StandardCharsets.UTF_8)
                        .replace("+", "%20")
                        .replace("%40", "@");
        return template.replace("{model}", escaped);
    }

    /**
     * A target below the base URL.
     *
     * @param target path and query behind the base URL
     * @return path and query for the host
     */
    public String below(String target) {
        String path = base.getRawPath();
        return (path.endsWith("/") ? path.substring(0, path.length() - 1) : path) + target;
    }
}
