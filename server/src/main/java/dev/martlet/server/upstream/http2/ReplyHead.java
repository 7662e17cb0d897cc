// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The head of the final reply.
 *
 * @param status the status
 * @param headers the fields
 * @param length bytes that the body will have, or -1 if that is open
 */
record ReplyHead(Status status, WritableHeaders<?> headers, long length) {
    private static final long MALFORMED = -2;

    /** Makes the head; null if its Content-Length is malformed or belies the end. */
    static @Nullable ReplyHead of(FieldSection section, boolean toHead, boolean end) {
        int code = section.status();
        long announced = announced(section.headers());
        if (announced == MALFORMED) {
            return null;
        }
        if (toHead || code == 204 || code == 304) {
            return new ReplyHead(Status.create(code), section.headers(), 0);
        }
        if (end && announced > 0) {
            return null;
        }
        return new ReplyHead(Status.create(code), section.headers(), end ? 0 : announced);
    }

    private static long announced(WritableHeaders<?> headers) {
        if (!headers.contains(HeaderNames.CONTENT_LENGTH)) {
            return -1;
        }
        List<String> values = headers.get(HeaderNames.CONTENT_LENGTH).allValues();
        String value = values.get(0);
        boolean valid =
                values.size() == 1
                        && !value.isEmpty()
                        && value.length() <= 18
                        && value.chars().allMatch(c -> c >= '0' && c <= '9');
        return valid ? Long.parseLong(value) : MALFORMED;
    }
}
