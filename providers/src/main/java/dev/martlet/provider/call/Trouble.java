// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.provider.chat.ProviderError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong with one try.
 *
 * @param kind what it means for what is done next
 * @param message for the client, if the kind lets it see the provider's words
 * @param code the provider's code, or null
 * @param param the field at fault, or null
 * @param retryAfter how long the provider wants to be left alone, or null
 */
record Trouble(
        Kind kind,
        String message,
        @Nullable String code,
        @Nullable String param,
        @Nullable Duration retryAfter) {
    /** What is done next. */
    enum Next {
        /** The request is at fault: nobody else would answer it. */
        STOP,
        /** Only a target with a larger window may help. */
        LARGER,
        /** Others may answer; this one never will. */
        ELSEWHERE,
        /** Others first; this one again if nobody else is left. */
        LATER,
        /** The same target once more, for a hiccup passes. */
        AGAIN,
        /** The key is at fault: the next one of the same target. */
        OTHER_KEY
    }

    /** What it says about the target's health. */
    enum Health {
        /** It works, and refused. */
        GOOD,
        /** It does not work. */
        BAD,
        /** Nothing. */
        UNKNOWN
    }

    /** What went wrong. */
    enum Kind {
        BAD_REQUEST(Next.STOP, Health.GOOD),
        CONTENT_FILTER(Next.STOP, Health.GOOD),
        CONTEXT_LENGTH(Next.LARGER, Health.GOOD),
        /** The conversation ends with a turn of the assistant. */
        PREFILL(Next.ELSEWHERE, Health.GOOD),
        /** The dialect of the target cannot say what the client asked. */
        UNSUPPORTED(Next.ELSEWHERE, Health.UNKNOWN),
        NOT_FOUND(Next.ELSEWHERE, Health.GOOD),
        CREDENTIALS(Next.OTHER_KEY, Health.UNKNOWN),
        PAYMENT(Next.OTHER_KEY, Health.UNKNOWN),
        /** The key that the client brought, not one of ours. */
        CLIENT_KEY(Next.STOP, Health.GOOD),
        RATE_LIMITED(Next.LATER, Health.GOOD),
        OVERLOADED(Next.LATER, Health.BAD),
        SERVER(Next.AGAIN, Health.BAD),
        /** No connection, or one that broke. */
        UNREACHABLE(Next.LATER, Health.BAD),
        /** Our own limit of the way there. */
        BUSY(Next.LATER, Health.UNKNOWN),
        /** No head of a reply in time, or the provider says that it took too long. */
        SILENT(Next.ELSEWHERE, Health.BAD),
        /** A head, but no token in time. */
        SLOW(Next.ELSEWHERE, Health.BAD),
        /** Tokens, and then none in time. */
        STALLED(Next.ELSEWHERE, Health.BAD),
        /** The reply ended before it was complete. */
        CUT(Next.LATER, Health.BAD),
        /** Not what the provider's dialect allows. */
        MALFORMED(Next.LATER, Health.BAD),
        /** An answer that another target began was not continued as it began. */
        DIVERGED(Next.ELSEWHERE, Health.GOOD);

        private final Next next;
        private final Health health;

        Kind(Next next, Health health) {
            this.next = next;
            this.health = health;
        }

        Next next() {
            return next;
        }

        Health health() {
            return health;
        }
    }

    Trouble(Kind kind, String message) {
        this(kind, message, null, null, null);
    }

    /** What a provider said, with what a header of its reply says about coming back. */
    static Trouble of(ProviderError error, @Nullable Duration header) {
        return new Trouble(
                kind(error.kind()),
                error.message(),
                error.code(),
                error.param(),
                header != null ? header : error.retryAfter());
    }

    private static Kind kind(ProviderError.Kind kind) {
        return switch (kind) {
            case BAD_REQUEST -> Kind.BAD_REQUEST;
            case CONTEXT_LENGTH -> Kind.CONTEXT_LENGTH;
            case CONTENT_FILTER -> Kind.CONTENT_FILTER;
            case PREFILL_REJECTED -> Kind.PREFILL;
            case NOT_FOUND -> Kind.NOT_FOUND;
            case CREDENTIALS -> Kind.CREDENTIALS;
            case PAYMENT -> Kind.PAYMENT;
            case RATE_LIMITED -> Kind.RATE_LIMITED;
            case OVERLOADED -> Kind.OVERLOADED;
            case TIMEOUT -> Kind.SILENT;
            case SERVER -> Kind.SERVER;
        };
    }
}
