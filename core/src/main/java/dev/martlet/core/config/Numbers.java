// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.config;

final class Numbers {
    private Numbers() {}

    /**
     * Reads 1 to 15 decimal digits: {@code Long.parseLong} would also take a sign and digits of
     * other scripts.
     */
    static long digits(String text) {
        if (text.isEmpty() || text.length() > 15) {
            throw new IllegalArgumentException("1 to 15 digits");
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                throw new IllegalArgumentException("1 to 15 digits");
            }
        }
        return Long.parseLong(text);
    }
}
