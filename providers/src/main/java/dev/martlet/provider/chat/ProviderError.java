// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.chat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a provider said went wrong.
 *
 * @param kind what it means for the choice of what to do next
 * @param status the HTTP status; within a stream the one that the error stands for, or 0
 * @param type the provider's word, for example {@code rate_limit_error}; empty if it has none
 * @param code the provider's code, or null
 * @param message for the developer; may quote the request
 * @param param the field at fault, or null
 * @param retryAfter how long to wait, where the body says it; null if not (a header may)
 */
public record ProviderError(
        Kind kind,
        int status,
        String type,
        @Nullable String code,
        String message,
        @Nullable String param,
        @Nullable Duration retryAfter) {
    /**
     * An error whose body does not say how long to wait.
     *
     * @param kind what it means for the choice of what to do next
     * @param status the HTTP status; within a stream the one that the error stands for, or 0
     * @param type the provider's word; empty if it has none
     * @param code the provider's code, or null
     * @param message for the developer; may quote the request
     * @param param the field at fault, or null
     */
    public ProviderError(
            Kind kind,
            int status,
            String type,
            @Nullable String code,
            String message,
            @Nullable String param) {
        this(kind, status, type, code, message, param, null);
    }

    /** What kinds of errors there are, by what a gateway does about them. */
    public enum Kind {
        /** The request itself is wrong; no other target helps. */
        BAD_REQUEST,
        /** The prompt is longer than the model's window. */
        CONTEXT_LENGTH,
        /** The provider's filter refuses prompt or answer. */
        CONTENT_FILTER,
        /** An assistant turn at the end is not accepted. */
        PREFILL_REJECTED,
        /** Model or resource is unknown there. */
        NOT_FOUND,
        /** The key is wrong or may not (401, 403). */
        CREDENTIALS,
        /** The account has no money left (402, insufficient_quota). */
        PAYMENT,
        /** Too many requests or tokens (429). */
        RATE_LIMITED,
        /** The provider is overloaded (503, 529). */
        OVERLOADED,
        /** The provider took too long (408, 504). */
        TIMEOUT,
        /** Any other failure of the provider (5xx). */
        SERVER
    }
}
