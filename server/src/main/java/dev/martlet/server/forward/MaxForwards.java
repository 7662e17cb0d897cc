// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.forward;

import dev.martlet.core.FullReply;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestHead;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import org.jspecify.annotations.Nullable;

/** How many more proxies may forward an OPTIONS or TRACE request (RFC 9110, section 7.6.2). */
final class MaxForwards {
    private static final HeaderName NAME = HeaderNames.create("Max-Forwards");
    private static final int MOST_DIGITS = 9;

    private MaxForwards() {}

    /**
     * Counts us.
     *
     * @param head of the request; its field is lowered
     * @return what to answer in place of the service, or null if the request goes on
     */
    static @Nullable Reply last(RequestHead head) {
        boolean options = head.method().equals(Method.OPTIONS);
        WritableHeaders<?> headers = head.headers();
        if ((!options && !head.method().equals(Method.TRACE)) || !headers.contains(NAME)) {
            return null;
        }
        String value = value(headers);
        if (value.isEmpty() || value.length() > MOST_DIGITS || !value.matches("[0-9]+")) {
            // Not a number that a path of proxies could ever use up.
            return null;
        }
        int left = Integer.parseInt(value);
        if (left > 0) {
            headers.set(NAME, Integer.toString(left - 1));
            return null;
        }
        // A gateway reflects nothing: what comes back could hold what others have added.
        return FullReply.empty(options ? Status.NO_CONTENT_204 : Status.METHOD_NOT_ALLOWED_405);
    }

    private static String value(Headers headers) {
        return headers.get(NAME).values();
    }
}
