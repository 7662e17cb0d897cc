// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import org.jspecify.annotations.Nullable;

/** One try gave no answer. Without a stack trace: it is an outcome. */
final class TryFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Trouble trouble;

    TryFailed(Trouble trouble) {
        this(trouble, null);
    }

    TryFailed(Trouble trouble, @Nullable Throwable cause) {
        super(trouble.kind() + ": " + trouble.message(), cause, false, false);
        this.trouble = trouble;
    }

    TryFailed(Trouble.Kind kind, String message) {
        this(new Trouble(kind, message));
    }

    Trouble trouble() {
        return trouble;
    }
}
