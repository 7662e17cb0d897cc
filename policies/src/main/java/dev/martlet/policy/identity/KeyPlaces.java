// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import dev.martlet.core.Exchange;
import dev.martlet.core.RequestHead;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where the SDKs of all dialects put their key, and how it is taken out again. */
final class KeyPlaces {
    /** Longer ones are no keys of anybody. */
    private static final int LONGEST = 1024;

    /** A request has one key, perhaps in two places; more are no reason to hash more. */
    private static final int MOST = 8;

    private static final List<HeaderName> HEADERS =
            List.of(
                    HeaderNames.create("x-api-key"),
                    HeaderNames.create("api-key"),
                    HeaderNames.create("x-goog-api-key"));

    /** How browsers, which cannot set fields of a WebSocket's request, send it. */
    private static final String PROTOCOL = "openai-insecure-api-key.";

    private static final HeaderName PROTOCOLS = HeaderNames.create("sec-websocket-protocol");

    private static final String QUERY = "key";

    private KeyPlaces() {}

    /** Everything that may be a key, in the order in which it is tried. */
    static List<String> candidates(Exchange exchange) {
        List<String> found = new ArrayList<>(2);
        add(Bearer.token(exchange), found);
        for (HeaderName name : HEADERS) {
            if (exchange.headers().contains(name)) {
                exchange.headers().get(name).allValues().forEach(value -> add(value, found));
            }
        }
        if (exchange.headers().contains(PROTOCOLS)) {
            for (String protocol : protocols(exchange)) {
                if (protocol.startsWith(PROTOCOL)) {
                    add(protocol.substring(PROTOCOL.length()), found);
                }
            }
        }
        @Nullable String query = exchange.request().query();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                if (isKey(pair)) {
                    add(value(pair), found);
                }
            }
        }
        return found;
    }

    /** The one place that a configuration names. */
    static List<String> candidates(Exchange exchange, HeaderName header) {
        List<String> found = new ArrayList<>(1);
        add(exchange.headers().first(header).orElse(null), found);
        return found;
    }

    private static void add(@Nullable String value, List<String> found) {
        String text = value == null ? "" : value.strip();
        boolean sound = !text.isEmpty() && text.length() <= LONGEST && found.size() < MOST;
        if (sound && !found.contains(text)) {
            found.add(text);
        }
    }

    /** Takes keys out of all places, so that they go no further. */
    static void remove(Exchange exchange, Predicate<String> isKey) {
        @Nullable String bearer = Bearer.token(exchange);
        if (bearer != null && isKey.test(bearer)) {
            Bearer.remove(exchange);
        }
        for (HeaderName name : HEADERS) {
            if (exchange.headers().contains(name)
                    && exchange.headers().get(name).allValues().stream()
                            .anyMatch(value -> isKey.test(value.strip()))) {
                exchange.request().headers().remove(name);
            }
        }
        if (exchange.headers().contains(PROTOCOLS)) {
            removeProtocol(exchange, isKey);
        }
        removeFromQuery(exchange, isKey);
    }

    private static void removeProtocol(Exchange exchange, Predicate<String> isKey) {
        List<String> all = protocols(exchange);
        List<String> kept =
                all.stream()
                        .filter(one ->
                                !one.startsWith(PROTOCOL)
                                        || !isKey.test(one.substring(PROTOCOL.length())))
                        .toList();
        if (kept.isEmpty()) {
            exchange.request().headers().remove(PROTOCOLS);
        } else if (kept.size() < all.size()) {
            exchange.request().headers().set(PROTOCOLS, String.join(", ", kept));
        }
    }

    private static List<String> protocols(Exchange exchange) {
        List<String> all = new ArrayList<>();
        for (String line : exchange.headers().get(PROTOCOLS).allValues()) {
            for (String one : line.split(",", -1)) {
                all.add(one.strip());
            }
        }
        return all;
    }

    private static void removeFromQuery(Exchange exchange, Predicate<String> isKey) {
        RequestHead head = exchange.request();
        @Nullable String query = head.query();
        if (query == null) {
            return;
        }
        List<String> kept = new ArrayList<>();
        for (String pair : query.split("&", -1)) {
            if (!isKey(pair) || !isKey.test(value(pair).strip())) {
                kept.add(pair);
            }
        }
        String left = String.join("&", kept);
        if (left.length() < query.length()) {
            @Nullable String rest = left.isEmpty() ? null : left;
            exchange.request(head.withTarget(head.path(), rest));
            exchange.redact(exchange.received().withTarget(exchange.received().path(), rest));
        }
    }

    private static boolean isKey(String pair) {
        int equals = pair.indexOf('=');
        return equals >= 0 && decoded(pair.substring(0, equals)).equals(QUERY);
    }

    private static String value(String pair) {
        return decoded(pair.substring(pair.indexOf('=') + 1));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
