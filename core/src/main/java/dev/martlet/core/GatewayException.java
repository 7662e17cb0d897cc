// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import org.jspecify.annotations.Nullable;

/**
 * Carries a {@link Failure} up to where it is rendered. Without a stack trace: it is an outcome,
 * not a bug, and may be thrown at the rate of an attack; a bug keeps its own trace as the cause.
 */
public final class GatewayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    /**
     * An exception for an expected failure.
     *
     * @param failure what happened
     */
    public GatewayException(Failure failure) {
        this(failure, null);
    }

    /**
     * An exception with the reason that only the operator sees.
     *
     * @param failure what happened
     * @param cause why
     */
    public GatewayException(Failure failure, @Nullable Throwable cause) {
        super(failure.reason() + ": " + failure.publicMessage(), cause, false, false);
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
}
