// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a WebSocket's opening says in HTTP/1.1 (RFC 6455, section 4) and not in HTTP/2, whose
 * extended CONNECT needs no key (RFC 8441, section 5.1): a gateway between the two has to speak for
 * the side that does not.
 */
public final class WebSocketHandshake {
    /** What asks: 16 bytes in Base64. */
    public static final HeaderName KEY = HeaderNames.create("sec-websocket-key");

    /** What shows that the other side has understood. */
    public static final HeaderName ACCEPT = HeaderNames.create("sec-websocket-accept");

    /** The value of Upgrade, and of {@code :protocol}. */
    public static final String PROTOCOL = "websocket";

    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;

    private WebSocketHandshake() {}

    /**
     * Whether a request asks for a WebSocket and nothing else.
     *
     * @param headers the fields of a request
     * @return whether Upgrade is {@code websocket}
     */
    public static boolean isAskedFor(Headers headers) {
        return headers.contains(HeaderNames.UPGRADE)
                && headers.get(HeaderNames.UPGRADE).valueCount() == 1
                && headers.get(HeaderNames.UPGRADE).get().equalsIgnoreCase(PROTOCOL);
    }

    /**
     * A key. It keeps caches from answering, and is no secret.
     *
     * @return a new one each time
     */
    public static String newKey() {
        byte[] key = new byte[KEY_BYTES];
        ThreadLocalRandom.current().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    /**
     * What a server makes of a key.
     *
     * @param key as the client sent it
     * @return the value of Sec-WebSocket-Accept
     */
    public static String accept(String key) {
        try {
            byte[] text = (key + MAGIC).getBytes(StandardCharsets.ISO_8859_1);
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(text);
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-1: missing from the Java runtime", e);
        }
    }
}
