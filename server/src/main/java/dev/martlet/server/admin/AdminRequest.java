// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.admin;

import dev.martlet.core.Exchange;
import dev.martlet.core.RequestHead;
import dev.martlet.server.config.bind.Nearest;
import dev.martlet.server.config.yaml.Node.MapNode;
import dev.martlet.server.objects.Actor;
import dev.martlet.server.objects.Bodies;
import dev.martlet.server.objects.Precondition;
import dev.martlet.server.objects.Refusal;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One request of the admin API: what its resource needs to know of it. */
final class AdminRequest {
    /** An object of this size is no object any more. */
    private static final int MAX_BODY = 1 << 20;

    private static final int MAX_WORDS = 200;
    private static final HeaderName AUTHOR = HeaderNames.create("x-martlet-author");
    private static final HeaderName NOTE = HeaderNames.create("x-martlet-note");

    /** The last one is what curl says if nobody tells it; AdminAccess keeps web pages out. */
    private static final Set<String> JSON =
            Set.of(
                    "",
                    "application/json",
                    "application/merge-patch+json",
                    "application/x-www-form-urlencoded");

    private static final Set<String> YAML =
            Set.of("application/yaml", "application/x-yaml", "text/yaml");

    private final Exchange exchange;
    private final RequestHead head;
    private final List<String> variables;
    private final boolean token;

    /**
     * A request.
     *
     * @param exchange the exchange
     * @param variables what stands in the path for its variables
     * @param token whether the caller has shown the token
     */
    AdminRequest(Exchange exchange, RequestHead head, List<String> variables, boolean token) {
        this.exchange = exchange;
        this.head = head;
        this.variables = variables;
        this.token = token;
    }

    String variable(int index) {
        return variables.get(index);
    }

    /** The parameters; one that is not known is refused, as it was meant to change something. */
    Map<String, String> parameters(Set<String> known) {
        Map<String, String> found = new LinkedHashMap<>();
        String query = head.query();
        if (query == null || query.isEmpty()) {
            return found;
        }
        for (String pair : query.split("&", -1)) {
            int end = pair.indexOf('=');
            String name = decoded(end < 0 ? pair : pair.substring(0, end));
            String value = end < 0 ? "" : decoded(pair.substring(end + 1));
            if (!known.contains(name)) {
                String nearest = Nearest.of(name, known);
                throw Refusal.badRequest(
                        "The parameter "
                                + shown(name)
                                + " is unknown"
                                + (nearest == null ? "" : "; did you mean " + nearest + "?")
                                + " (expected: "
                                + (known.isEmpty()
                                        ? "none"
                                        : "one of " + String.join(", ", new TreeSet<>(known)))
                                + ").");
            }
            if (found.put(name, value) != null) {
                throw Refusal.badRequest("The parameter " + name + " is given twice.");
            }
        }
        return found;
    }

    static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(shown(text) + " is not percent-encoded as it should be.");
        }
    }

    private static String shown(String text) {
        String safe = text.replaceAll("\\p{Cntrl}", "?");
        return safe.length() > 60 ? safe.substring(0, 60) + "…" : safe;
    }

    /** A number of a parameter, within bounds. */
    static int number(Map<String, String> parameters, String name, int usual, int most) {
        String text = parameters.get(name);
        if (text == null) {
            return usual;
        }
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) > most) {
            throw Refusal.badRequest(
                    name + ": " + shown(text) + " (expected: a number up to " + most + ").");
        }
        return Integer.parseInt(text);
    }

    boolean accepts(String type) {
        return head.headers()
                .first(HeaderNames.ACCEPT)
                .orElse("")
                .toLowerCase(Locale.ROOT)
                .contains(type);
    }

    /** The body, which has to be one mapping; an empty one is an empty mapping if that will do. */
    MapNode body(boolean mayBeEmpty) {
        String type =
                head.headers()
                        .first(HeaderNames.CONTENT_TYPE)
                        .orElse("")
                        .replaceFirst(";.*", "")
                        .strip()
                        .toLowerCase(Locale.ROOT);
        if (!JSON.contains(type) && !YAML.contains(type)) {
            throw new UnsupportedTypeException();
        }
        byte[] bytes = exchange.buffer(MAX_BODY);
        if (bytes.length == 0 && mayBeEmpty) {
            return new MapNode(List.of(), 0, 0, 1);
        }
        return Bodies.read(bytes, YAML.contains(type));
    }

    /** The body is of a type that is not known here. */
    static final class UnsupportedTypeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnsupportedTypeException() {
            super("content-type", null, false, false);
        }
    }

    /** Who does it: whom the caller names, else how it came in. */
    Actor actor(Map<String, String> parameters, String what) {
        String author = words(AUTHOR);
        String note = words(NOTE);
        String dryRun = parameters.getOrDefault("dry-run", "false");
        if (!Set.of("true", "false", "").contains(dryRun)) {
            throw Refusal.badRequest("dry-run: " + shown(dryRun) + " (expected: true or false).");
        }
        return new Actor(
                author == null ? (token ? "admin" : "local") : author,
                note == null ? what : note,
                !dryRun.equals("false"));
    }

    private @Nullable String words(HeaderName name) {
        String text =
                head.headers().first(name).orElse("").replaceAll("[^\\p{Print}]", "?").strip();
        return text.isEmpty() ? null : text.substring(0, Math.min(text.length(), MAX_WORDS));
    }

    /** If-Match and If-None-Match: the tag of an object is its version. */
    Precondition precondition() {
        String none = head.headers().first(HeaderNames.IF_NONE_MATCH).orElse("").strip();
        boolean absent = none.equals("*");
        if (!head.headers().contains(HeaderNames.IF_MATCH)) {
            return new Precondition(null, absent);
        }
        String match = String.join(",", head.headers().get(HeaderNames.IF_MATCH).allValues());
        if (match.strip().equals("*")) {
            return new Precondition(Set.of(), absent);
        }
        Set<Long> versions = new LinkedHashSet<>();
        for (String tag : match.split(",", -1)) {
            // A weak tag never matches here (RFC 9110, section 13.1.1), nor does one of others.
            versions.add(tag.strip().matches("\"[0-9]{1,18}\"") ? version(tag) : -1);
        }
        return new Precondition(versions, absent);
    }

    private static long version(String tag) {
        return Long.parseLong(tag.strip().replace("\"", ""));
    }

    /** Whether the caller has this version already. */
    boolean has(long version) {
        String none = head.headers().first(HeaderNames.IF_NONE_MATCH).orElse("");
        for (String tag : none.split(",", -1)) {
            if (tag.strip().replaceFirst("^W/", "").equals("\"" + version + "\"")) {
                return true;
            }
        }
        return false;
    }
}
