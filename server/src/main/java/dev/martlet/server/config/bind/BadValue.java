// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.bind;

import org.jspecify.annotations.Nullable;

/** A scalar that is not what its key wants. Caught by the binder, which knows the place. */
final class BadValue extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String text;
    private final @Nullable String expected;
    private final @Nullable String nearest;

    BadValue(String message, @Nullable String expected) {
        this(message, expected, null);
    }

    BadValue(String message, @Nullable String expected, @Nullable String nearest) {
        super(message, null, false, false);
        this.text = message;
        this.expected = expected;
        this.nearest = nearest;
    }

    String text() {
        return text;
    }

    @Nullable String expected() {
        return expected;
    }

    @Nullable String nearest() {
        return nearest;
    }
}
