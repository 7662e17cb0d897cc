// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Exchange;
import dev.martlet.provider.pool.ProviderKey;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The key that a client sent, wherever the SDK of its dialect puts it. */
final class ClientKey {
    private static final List<HeaderName> HEADERS =
            List.of(
                    HeaderNames.create("x-api-key"),
                    HeaderNames.create("api-key"),
                    HeaderNames.create("x-goog-api-key"));

    private static final String BEARER = "bearer ";
    private static final String QUERY = "key=";

    /** How browsers, which cannot set fields of a WebSocket's request, send it. */
    static final String PROTOCOL = "openai-insecure-api-key.";

    private static final HeaderName PROTOCOLS = HeaderNames.create("sec-websocket-protocol");

    private ClientKey() {}

    /** The key, or null if the client sent none. */
    static @Nullable ProviderKey of(Exchange exchange) {
        String bearer = exchange.headers().first(HeaderNames.AUTHORIZATION).orElse("");
        if (bearer.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return key(bearer.substring(BEARER.length()));
        }
        for (HeaderName name : HEADERS) {
            String value = exchange.headers().first(name).orElse("");
            if (!value.isBlank()) {
                return key(value);
            }
        }
        for (String protocol : exchange.headers().first(PROTOCOLS).orElse("").split(",", -1)) {
            if (protocol.strip().startsWith(PROTOCOL)) {
                return key(protocol.strip().substring(PROTOCOL.length()));
            }
        }
        return inQuery(exchange.request().query());
    }

    private static @Nullable ProviderKey inQuery(@Nullable String query) {
        if (query == null) {
            return null;
        }
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(QUERY)) {
                try {
                    String value = pair.substring(QUERY.length());
                    return key(URLDecoder.decode(value, StandardCharsets.UTF_8));
                } catch (IllegalArgumentException e) {
                    return null;
                }
            }
        }
        return null;
    }

    private static @Nullable ProviderKey key(String secret) {
        String text = secret.strip();
        return text.isEmpty() ? null : new ProviderKey("client", text, 1);
    }
}
