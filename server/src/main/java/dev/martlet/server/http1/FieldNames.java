// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the name object of a field from its octets without making strings: in a table of the names
 * that Helidon and common clients know, then among the names seen last on this connection.
 */
final class FieldNames {
    private static final int TABLE = 512;
    private static final int RECENT = 32;
    private static final int LONGEST_REMEMBERED = 64;

    /** Names that Helidon has no index for, but that most requests or replies of today carry. */
    private static final List<String> COMMON =
            List.of(
                    "Baggage",
                    "Content-Security-Policy",
                    "DNT",
                    "Idempotency-Key",
                    "Keep-Alive",
                    "Priority",
                    "Proxy-Connection",
                    "Referrer-Policy",
                    "Sec-Ch-Ua",
                    "Sec-Ch-Ua-Mobile",
                    "Sec-Ch-Ua-Platform",
                    "Sec-Fetch-Dest",
                    "Sec-Fetch-Mode",
                    "Sec-Fetch-Site",
                    "Sec-Fetch-User",
                    "Sec-WebSocket-Accept",
                    "Sec-WebSocket-Extensions",
                    "Sec-WebSocket-Key",
                    "Sec-WebSocket-Protocol",
                    "Sec-WebSocket-Version",
                    "Server-Timing",
                    "Traceparent",
                    "Tracestate",
                    "Upgrade-Insecure-Requests",
                    "X-Api-Key",
                    "X-Correlation-Id",
                    "X-Frame-Options",
                    "X-Powered-By",
                    "X-Real-Ip",
                    "X-Request-Id",
                    "X-Requested-With",
                    "X-Xss-Protection");

    private static final @Nullable Known[] KNOWN = table();

    private @Nullable HeaderName @Nullable [] recent;

    /** A name and its octets in lower case. */
    private static final class Known {
        private final HeaderName name;
        private final byte[] lower;

        Known(HeaderName name, byte[] lower) {
            this.name = name;
            this.lower = lower;
        }
    }

    /** One step of the hash, over octets in lower case. */
    static int hash(int hash, byte lower) {
        return hash * 31 + lower;
    }

    /**
     * The name written in a buffer.
     *
     * @param hash over the whole name, by {@link #hash} from 0
     */
    HeaderName find(byte[] buffer, int offset, int length, int hash) {
        for (int slot = slot(hash); ; slot = (slot + 1) % TABLE) {
            Known known = KNOWN[slot];
            if (known == null) {
                return remembered(buffer, offset, length, hash);
            }
            if (matches(known.lower, buffer, offset, length)) {
                return known.name;
            }
        }
    }

    private HeaderName remembered(byte[] buffer, int offset, int length, int hash) {
        if (length > LONGEST_REMEMBERED) {
            return create(buffer, offset, length);
        }
        if (recent == null) {
            recent = new HeaderName[RECENT];
        }
        int slot = (hash ^ hash >>> 15) & RECENT - 1;
        HeaderName last = recent[slot];
        if (last != null && matches(last.defaultCase(), buffer, offset, length)) {
            return last;
        }
        HeaderName created = create(buffer, offset, length);
        recent[slot] = created;
        return created;
    }

    private static HeaderName create(byte[] buffer, int offset, int length) {
        return HeaderNames.create(new String(buffer, offset, length, StandardCharsets.ISO_8859_1));
    }

    private static boolean matches(byte[] lower, byte[] buffer, int offset, int length) {
        if (lower.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (lower[i] != Grammar.token(buffer[offset + i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(String name, byte[] buffer, int offset, int length) {
        if (name.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name.charAt(i) != buffer[offset + i]) {
                return false;
            }
        }
        return true;
    }

    private static int slot(int hash) {
        return (hash ^ hash >>> 9 ^ hash >>> 18) & TABLE - 1;
    }

    private static @Nullable Known[] table() {
        var table = new @Nullable Known[TABLE];
        for (HeaderName name : names()) {
            byte[] lower = name.lowerCase().getBytes(StandardCharsets.US_ASCII);
            int hash = 0;
            for (byte b : lower) {
                hash = hash(hash, b);
            }
            int slot = slot(hash);
            while (table[slot] != null) {
                slot = (slot + 1) % TABLE;
            }
            table[slot] = new Known(name, lower);
        }
        return table;
    }

    /** Helidon lists its names only as constants. */
    private static List<HeaderName> names() {
        List<HeaderName> names = new ArrayList<>();
        try {
            for (Field field : HeaderNames.class.getFields()) {
                if (field.getType() == HeaderName.class) {
                    names.add((HeaderName) field.get(null));
                }
            }
        } catch (IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
        for (String name : COMMON) {
            names.add(HeaderNames.create(name));
        }
        return names;
    }
}
