// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.endpoint;

import dev.martlet.core.AdmissionFailure;
import dev.martlet.core.Failure;
import dev.martlet.core.FailureRenderer;
import dev.martlet.core.FullReply;
import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.chat.ProviderError.Kind;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.json.Json;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Failures as the SDK of a dialect expects them, so that it throws the right exception and waits
 * the right time: whoever failed, the body is the dialect's error object.
 */
public final class ModelFailures implements FailureRenderer {
    private static final HeaderName RETRY_AFTER_MS = HeaderNames.create("retry-after-ms");
    private static final HeaderName SHOULD_RETRY = HeaderNames.create("x-should-retry");

    private final Dialect dialect;

    /**
     * A renderer.
     *
     * @param dialect the client's
     */
    public ModelFailures(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public FullReply render(Failure failure, String requestId) {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.CONTENT_TYPE, "application/json");
        headers.set(HeaderNames.CACHE_CONTROL, "no-store");
        @Nullable Duration wait = failure.retryAfter();
        if (wait != null) {
            // Whole seconds, rounded up: RFC 9110, section 10.2.3. The SDKs prefer the other one.
            headers.set(HeaderNames.RETRY_AFTER, Long.toString((wait.toMillis() + 999) / 1000));
            headers.set(RETRY_AFTER_MS, Long.toString(wait.toMillis()));
        }
        boolean spent = failure instanceof AdmissionFailure.BudgetSpent;
        if (spent || (!failure.retryable() && failure.status().code() >= 500)) {
            headers.set(SHOULD_RETRY, "false");
        }
        if (failure instanceof Failure.Unauthorized unauthorized) {
            headers.set(HeaderNames.WWW_AUTHENTICATE, unauthorized.challenge());
        }
        ProviderError error = error(failure);
        dialect.writeErrorHeaders(error, headers);
        byte[] body = Json.write(dialect.writeError(error, requestId));
        return new FullReply(failure.status(), headers, body);
    }

    /**
     * A failure as an error of a provider, for {@link Dialect#writeError} and for streams.
     *
     * @param failure what happened
     * @return the error
     */
    public static ProviderError error(Failure failure) {
        @Nullable String param =
                failure instanceof Failure.ModelFailed model ? model.param() : null;
        return new ProviderError(
                kind(failure),
                failure.status().code(),
                "",
                failure.reason(),
                failure.publicMessage(),
                param);
    }

    private static Kind kind(Failure failure) {
        if (failure instanceof AdmissionFailure.BudgetSpent) {
            // Also with a 429: SDKs tell by its type that waiting a little is of no use.
            return Kind.PAYMENT;
        }
        switch (failure.reason()) {
            case "context_length_exceeded" -> {
                return Kind.CONTEXT_LENGTH;
            }
            case "content_filter" -> {
                return Kind.CONTENT_FILTER;
            }
            default -> {}
        }
        Status status = failure.status();
        return switch (status.code()) {
            case 401, 403 -> Kind.CREDENTIALS;
            case 402 -> Kind.PAYMENT;
            case 404 -> Kind.NOT_FOUND;
            case 408, 504 -> Kind.TIMEOUT;
            case 429 -> Kind.RATE_LIMITED;
            case 503 -> Kind.OVERLOADED;
            default -> status.code() < 500 ? Kind.BAD_REQUEST : Kind.SERVER;
        };
    }
}
