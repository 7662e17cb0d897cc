// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.Set;

/** What HTTP/2 asks of fields beyond their syntax. */
public final class FieldRules {
    /** No Content-Length. */
    public static final long NO_LENGTH = -1;

    /** A Content-Length that is no number, out of range, or not the only one. */
    public static final long MALFORMED = -2;

    private static final int MOST_DIGITS = 18;

    private static final Set<HeaderName> OF_CONNECTION =
            Set.of(
                    HeaderNames.CONNECTION,
                    HeaderNames.TRANSFER_ENCODING,
                    HeaderNames.UPGRADE,
                    HeaderNames.create("keep-alive"),
                    HeaderNames.create("proxy-connection"));

    private FieldRules() {}

    /** Whether a field speaks of one connection; HTTP/2 has none (RFC 9113, section 8.2.2). */
    public static boolean ofConnection(HeaderName name) {
        return OF_CONNECTION.contains(name);
    }

    /**
     * The announced length of a body.
     *
     * @return bytes, {@link #NO_LENGTH} or {@link #MALFORMED}
     */
    public static long contentLength(Headers headers) {
        if (!headers.contains(HeaderNames.CONTENT_LENGTH)) {
            return NO_LENGTH;
        }
        Header field = headers.get(HeaderNames.CONTENT_LENGTH);
        String value = field.get();
        boolean valid =
                field.valueCount() == 1
                        && !value.isEmpty()
                        && value.length() <= MOST_DIGITS
                        && value.chars().allMatch(c -> c >= '0' && c <= '9');
        return valid ? Long.parseLong(value) : MALFORMED;
    }
}
