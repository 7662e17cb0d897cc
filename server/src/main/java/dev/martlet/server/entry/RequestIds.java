// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.entry;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** The id of each request: the one that a trusted proxy sent, or a new one. */
final class RequestIds {
    static final HeaderName X_REQUEST_ID = HeaderNames.create("X-Request-Id");

    /** Longer ids are replaced: they end up in logs and in other headers. */
    private static final int MAX_LENGTH = 128;

    String of(Headers headers, boolean trusted) {
        if (trusted && headers.contains(X_REQUEST_ID)) {
            String sent = headers.get(X_REQUEST_ID).get();
            if (isPlain(sent)) {
                return sent;
            }
        }
        return fresh();
    }

    /** 128 random bits; not a secret, so a fast generator does. */
    String fresh() {
        var random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }

    private static boolean isPlain(String id) {
        if (id.isEmpty() || id.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (c <= ' ' || c >= 127 || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }
}
