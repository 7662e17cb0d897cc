// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.objects;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * An API key that was just made. It is shown once; what is kept is its hash.
 *
 * @param secret what a client sends
 */
record NewKey(String secret) {
    /** Finds leaked keys in texts and repositories. */
    private static final String PREFIX = "mk_";

    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /** 238 bits: nobody guesses, and a plain hash is as good as a slow one. */
    private static final int LENGTH = 40;

    static NewKey random(RandomGenerator random) {
        var text = new StringBuilder(PREFIX);
        random.ints(LENGTH, 0, ALPHABET.length()).forEach(i -> text.append(ALPHABET.charAt(i)));
        return new NewKey(text.toString());
    }

    String sha256() {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(
                    "SHA-256: missing (expected: in every Java runtime)", e);
        }
    }

    /** Not to be seen by chance. */
    @Override
    public String toString() {
        return "NewKey[***]";
    }
}
