// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the query of a request asks of {@link EchoUpstream}; what it cannot read it ignores. */
record EchoQuery(Duration delay, int status) {
    private static final int MOST_DIGITS = 6;

    static EchoQuery parse(@Nullable String query) {
        Duration delay = Duration.ZERO;
        int status = 200;
        if (query != null) {
            for (String part : query.split("&", -1)) {
                if (part.startsWith("delay=")) {
                    delay = delay(part.substring("delay=".length()));
                } else if (part.matches("status=[2-5][0-9]{2}")) {
                    status = Integer.parseInt(part.substring("status=".length()));
                }
            }
        }
        return new EchoQuery(delay, status);
    }

    private static Duration delay(String text) {
        if (text.matches("[0-9]{1," + MOST_DIGITS + "}ms")) {
            return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
        }
        if (text.matches("[0-9]{1," + MOST_DIGITS + "}s")) {
            return Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)));
        }
        return Duration.ZERO;
    }
}
