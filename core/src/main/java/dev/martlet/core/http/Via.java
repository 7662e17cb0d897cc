// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;

/** Says that a message came through a gateway (RFC 9110, section 7.6.3). */
public final class Via {
    private static final Header HTTP_1_0 = cached("1.0 martlet");
    private static final Header HTTP_1_1 = cached("1.1 martlet");
    private static final Header HTTP_2 = cached("2 martlet");

    private Via() {}

    /**
     * Adds us to the right of those that are there already.
     *
     * @param headers the fields of a request or a reply, changed in place
     * @param protocol the version that the message was received in: {@code 1.0}, {@code 1.1} or
     *     {@code 2}
     */
    public static void add(WritableHeaders<?> headers, String protocol) {
        Header own =
                switch (protocol) {
                    case "1.1" -> HTTP_1_1;
                    case "2" -> HTTP_2;
                    case "1.0" -> HTTP_1_0;
                    default ->
                            throw new IllegalArgumentException(
                                    "protocol: " + protocol + " (expected: 1.0, 1.1 or 2)");
                };
        headers.set(
                headers.contains(HeaderNames.VIA)
                        ? cached(headers.get(HeaderNames.VIA).values() + ", " + own.get())
                        : own);
    }

    private static Header cached(String value) {
        return HeaderValues.createCached(HeaderNames.VIA, value);
    }
}
