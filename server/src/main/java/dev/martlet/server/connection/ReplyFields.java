// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.connection;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;

/** What holds for the fields of a reply, whatever version of HTTP it goes out by. */
public final class ReplyFields {
    private static final HeaderName KEEP_ALIVE = HeaderNames.create("Keep-Alive");
    private static final HeaderName PROXY_CONNECTION = HeaderNames.create("Proxy-Connection");

    private ReplyFields() {}

    /**
     * Whether replies with a status have no body, whatever their fields say (RFC 9110, section
     * 6.4.1).
     *
     * @param status the status
     * @return true for 1xx, 204 and 304
     */
    public static boolean bodiless(Status status) {
        int code = status.code();
        return code < 200 || code == 204 || code == 304;
    }

    /**
     * Removes what the writer decides itself.
     *
     * @param headers of a reply, changed in place
     */
    public static void removeConnectionFields(WritableHeaders<?> headers) {
        headers.remove(HeaderNames.CONNECTION);
        headers.remove(HeaderNames.TRANSFER_ENCODING);
        headers.remove(KEEP_ALIVE);
        headers.remove(PROXY_CONNECTION);
    }
}
