// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.objects;

import dev.martlet.core.config.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A change that is not made, and why. Expected: it is answered, not logged. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Kinds of refusals. */
    public enum Reason {
        /** There is no such object. */
        NOT_FOUND,
        /** The request itself makes no sense. */
        BAD_REQUEST,
        /** The file defines it. */
        DEFINED_IN_FILE,
        /** There is something of that name. */
        ALREADY_EXISTS,
        /** It is not, or not any more, what the caller says to have seen. */
        PRECONDITION_FAILED,
        /** The caller has to say what it has seen. */
        PRECONDITION_REQUIRED,
        /** It does not compile. */
        INVALID,
        /** Others change things faster than this change can be checked. */
        BUSY,
        /** The store does not do it. */
        STATE_UNAVAILABLE
    }

    private final Reason reason;
    private final transient List<Problem> problems;

    Refusal(Reason reason, String message) {
        this(reason, message, List.of(), null);
    }

    Refusal(Reason reason, String message, List<Problem> problems, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.reason = reason;
        this.problems = List.copyOf(problems);
    }

    /**
     * A change that does not compile.
     *
     * @param problems all that is wrong with it
     * @return the refusal
     */
    public static Refusal invalid(List<Problem> problems) {
        String count =
                problems.size() == 1
                        ? "there is a problem"
                        : "there are " + problems.size() + " problems";
        return new Refusal(Reason.INVALID, "Nothing was changed: " + count + ".", problems, null);
    }

    /**
     * A request that makes no sense.
     *
     * @param message what is wrong, and what would be right
     * @return the refusal
     */
    public static Refusal badRequest(String message) {
        return new Refusal(Reason.BAD_REQUEST, message);
    }

    /**
     * Why.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * What is wrong with what should have been stored.
     *
     * @return empty unless that is the reason
     */
    public List<Problem> problems() {
        return problems;
    }
}
