// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import dev.martlet.server.http2.FieldRules;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The head of the final reply.
 *
 * @param status the status
 * @param headers the fields
 * @param length bytes that the body will have, or -1 if that is open
 */
record ReplyHead(Status status, WritableHeaders<?> headers, long length) {
    /** Makes the head; null if its Content-Length is malformed or belies the end. */
    static @Nullable ReplyHead of(FieldSection section, boolean toHead, boolean end) {
        int code = section.status();
        long announced = FieldRules.contentLength(section.headers());
        if (announced == FieldRules.MALFORMED) {
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
}
