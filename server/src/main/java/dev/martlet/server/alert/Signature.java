// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.alert;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proves to a receiver who sent a message, and when: {@code t=1700000000,v1=…}, the HMAC-SHA256 of
 * the time, a full stop and the body. A receiver refuses old times, so that nobody can send the
 * message again.
 */
final class Signature {
    private Signature() {}

    static String of(byte[] body, byte[] secret, long epochSecond) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update(
                    Long.toString(epochSecond).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            mac.update((byte) '.');
            String hex = HexFormat.of().formatHex(mac.doFinal(body));
            return "t=" + epochSecond + ",v1=" + hex;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256: missing in this Java runtime", e);
        }
    }
}
