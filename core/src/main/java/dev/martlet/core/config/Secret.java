// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Text that no output may show: a token, a password. Only {@link #reveal()} gives it away, so uses
 * are easy to find.
 */
public final class Secret {
    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /** The text itself. Never log it, never put it in a message. */
    public String reveal() {
        return value;
    }

    /** Compares without telling by its duration how much of the text was right. */
    public boolean matches(String candidate) {
        return MessageDigest.isEqual(
                value.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && matches(secret.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** Always {@code ***}. */
    @Override
    public String toString() {
        return "***";
    }
}
