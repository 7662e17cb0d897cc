// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.WritableHeaders;
import java.util.Set;

/** Which fields may stand behind a body, whatever version of HTTP brings them. */
public final class TrailerRules {
    /**
     * Fields that decide on framing, routing or access are worth nothing after the fact, and worse
     * if someone merges them (RFC 9110, section 6.5.1).
     */
    private static final Set<HeaderName> FORBIDDEN =
            Set.of(
                    HeaderNames.TRANSFER_ENCODING,
                    HeaderNames.CONTENT_LENGTH,
                    HeaderNames.CONTENT_ENCODING,
                    HeaderNames.CONTENT_TYPE,
                    HeaderNames.CONTENT_RANGE,
                    HeaderNames.HOST,
                    HeaderNames.CONNECTION,
                    HeaderNames.UPGRADE,
                    HeaderNames.TE,
                    HeaderNames.TRAILER,
                    HeaderNames.EXPECT,
                    HeaderNames.MAX_FORWARDS,
                    HeaderNames.CACHE_CONTROL,
                    HeaderNames.PRAGMA,
                    HeaderNames.RANGE,
                    HeaderNames.AUTHORIZATION,
                    HeaderNames.PROXY_AUTHORIZATION,
                    HeaderNames.PROXY_AUTHENTICATE,
                    HeaderNames.WWW_AUTHENTICATE,
                    HeaderNames.COOKIE,
                    HeaderNames.SET_COOKIE,
                    HeaderNames.FORWARDED,
                    HeaderNames.X_FORWARDED_FOR,
                    HeaderNames.X_FORWARDED_HOST,
                    HeaderNames.X_FORWARDED_PORT,
                    HeaderNames.X_FORWARDED_PROTO,
                    HeaderNames.create("Keep-Alive"),
                    HeaderNames.create("Proxy-Connection"));

    private TrailerRules() {}

    /**
     * Removes what must not be a trailer.
     *
     * @param trailers changed in place
     */
    public static void strip(WritableHeaders<?> trailers) {
        FORBIDDEN.forEach(trailers::remove);
    }
}
