// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password as it is stored: PBKDF2 with HMAC-SHA-256 (RFC 8018, section 5.2), which the JDK
 * knows, written {@code $pbkdf2-sha256$i=600000$SALT$HASH} with Base64 without padding.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record PasswordHash(int iterations, byte[] salt, byte[] hash) {
    /** What OWASP's password storage cheat sheet asks of this function. */
    private static final int DEFAULT_ITERATIONS = 600_000;

    private static final int LEAST_ITERATIONS = 100_000;
    private static final int MOST_ITERATIONS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private static final Pattern FORM =
            Pattern.compile(
                    "\\$pbkdf2-sha256\\$i=([0-9]{1,8})\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{43})");

    /**
     * Hashes a password.
     *
     * @param password in clear
     * @param random makes the salt
     * @return its hash
     */
    public static PasswordHash of(String password, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new PasswordHash(
                DEFAULT_ITERATIONS, salt, derive(password, salt, DEFAULT_ITERATIONS));
    }

    /**
     * Reads one.
     *
     * @param text as {@link #toString} writes it
     * @return the hash
     * @throws IllegalArgumentException on any other text, which the message does not quote
     */
    public static PasswordHash parse(String text) {
        Matcher matcher = FORM.matcher(text);
        int iterations = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
        if (iterations < LEAST_ITERATIONS || iterations > MOST_ITERATIONS) {
            throw new IllegalArgumentException(
                    "password: not a hash that is known (expected: what martlet password prints, $pbkdf2-sha256$i=600000$…$…)");
        }
        Base64.Decoder base64 = Base64.getDecoder();
        return new PasswordHash(
                iterations, base64.decode(matcher.group(2)), base64.decode(matcher.group(3)));
    }

    boolean matches(String password) {
        return MessageDigest.isEqual(hash, derive(password, salt, iterations));
    }

    private static byte[] derive(String password, byte[] salt, int iterations) {
        var spec = new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BYTES * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("PBKDF2: missing in this Java runtime", e);
        } finally {
            spec.clearPassword();
        }
    }

    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$pbkdf2-sha256$i="
                + iterations
                + '$'
                + base64.encodeToString(salt)
                + '$'
                + base64.encodeToString(hash);
    }
}
