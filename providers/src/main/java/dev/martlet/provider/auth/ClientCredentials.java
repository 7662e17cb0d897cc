// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.auth;

import dev.martlet.core.RequestHead;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a client proves itself to the gateway with; a provider never sees it. */
final class ClientCredentials {
    private static final List<HeaderName> HEADERS =
            List.of(
                    HeaderNames.AUTHORIZATION,
                    HeaderNames.PROXY_AUTHORIZATION,
                    HeaderNames.COOKIE,
                    HeaderNames.create("x-api-key"),
                    HeaderNames.create("api-key"),
                    HeaderNames.create("x-goog-api-key"),
                    HeaderNames.create("x-amz-date"),
                    HeaderNames.create("x-amz-security-token"),
                    HeaderNames.create("x-amz-content-sha256"));

    /** Where Google's clients put their key, with or without a header. */
    private static final Set<String> PARAMETERS =
            Set.of("key", "api_key", "api-key", "access_token");

    private ClientCredentials() {}

    static RequestHead removed(RequestHead head) {
        RequestHead copy = head.copy();
        HEADERS.forEach(copy.headers()::remove);
        String query = query(head.query());
        return query == null && head.query() == null ? copy : copy.withTarget(head.path(), query);
    }

    private static @Nullable String query(@Nullable String query) {
        if (query == null) {
            return null;
        }
        List<String> kept = new ArrayList<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (!PARAMETERS.contains(Percent.decoded(name).toLowerCase(Locale.ROOT))) {
                kept.add(pair);
            }
        }
        return kept.isEmpty() ? null : String.join("&", kept);
    }
}
