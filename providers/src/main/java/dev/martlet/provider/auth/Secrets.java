// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.auth;

import java.util.function.Supplier;

/** Checks secrets before they are put into a request. */
final class Secrets {
    private Secrets() {}

    /** A line break would end the header and begin another one. */
    static String checked(String name, Supplier<String> secret) {
        String value = secret.get().strip();
        if (value.isEmpty()) {
            throw new AuthorizationException(name + ": empty (expected: a secret)", true, null);
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
                throw new AuthorizationException(
                        name + ": a character that is no visible ASCII", true, null);
            }
        }
        return value;
    }
}
