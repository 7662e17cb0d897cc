// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.tenant;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of an API key, as four numbers. A key has 256 random bits, so a fast hash is enough:
 * nobody can try them out.
 */
record KeyHash(long a, long b, long c, long d) {

    static KeyHash of(String key) {
        try {
            return of(
                    MessageDigest.getInstance("SHA-256")
                            .digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing in this Java runtime", e);
        }
    }

    static KeyHash parse(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    private static KeyHash of(byte[] digest) {
        ByteBuffer bytes = ByteBuffer.wrap(digest);
        return new KeyHash(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }

    /** Bits of a hash are as good as any others to find a slot by. */
    int spread() {
        return (int) a;
    }
}
