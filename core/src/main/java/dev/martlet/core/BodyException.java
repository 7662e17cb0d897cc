// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A body that ends before it is complete, and the reason that a reply or a log shows for it. It is
 * an {@link IOException}, so that it passes through streams that know nothing of failures. Without
 * a stack trace, as {@link GatewayException}.
 */
public final class BodyException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    /**
     * An exception for a broken body.
     *
     * @param failure what happened
     * @param cause what only the operator sees, or null
     */
    public BodyException(Failure failure, @Nullable Throwable cause) {
        super(failure.reason() + ": " + failure.publicMessage(), cause);
        this.failure = failure;
    }

    /**
     * What happened.
     *
     * @return the failure
     */
    public Failure failure() {
        return failure;
    }

    /** A trace would say nothing: the failure is an outcome. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
