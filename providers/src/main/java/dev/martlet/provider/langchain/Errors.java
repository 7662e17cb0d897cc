// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.langchain;

import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnresolvedModelServerException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.chat.ProviderError.Kind;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tells what an exception of a model means. */
final class Errors {
    /** Causes are looked at so deep; some exceptions cause themselves. */
    private static final int DEEP = 10;

    private Errors() {}

    static ProviderError of(Throwable thrown) {
        @Nullable Throwable one = thrown;
        @Nullable ProviderError found = null;
        for (int i = 0; one != null && i < DEEP; i++) {
            if (found == null) {
                found = known(one);
            }
            // The very status says more than the class that was made of it.
            if (one instanceof HttpException http && http.statusCode() >= 400) {
                ProviderError status = status(http);
                return found != null && found.kind() == Kind.CONTENT_FILTER ? found : status;
            }
            one = one.getCause();
        }
        return found != null ? found : error(Kind.SERVER, 500, "server_error", null, thrown);
    }

    private static @Nullable ProviderError known(Throwable thrown) {
        return switch (thrown) {
            case RateLimitException e ->
                    error(Kind.RATE_LIMITED, 429, "rate_limit_error", "rate_limit_exceeded", e);
            case AuthenticationException e ->
                    error(Kind.CREDENTIALS, 401, "authentication_error", "invalid_api_key", e);
            case ModelNotFoundException e ->
                    error(Kind.NOT_FOUND, 404, "invalid_request_error", "model_not_found", e);
            case ContentFilteredException e ->
                    error(Kind.CONTENT_FILTER, 400, "invalid_request_error", "content_filter", e);
            case InvalidRequestException e ->
                    error(Kind.BAD_REQUEST, 400, "invalid_request_error", null, e);
            case UnsupportedFeatureException e ->
                    error(Kind.BAD_REQUEST, 400, "invalid_request_error", "unsupported", e);
            case TimeoutException e -> error(Kind.TIMEOUT, 504, "timeout", null, e);
            case HttpTimeoutException e -> error(Kind.TIMEOUT, 504, "timeout", null, e);
            case java.util.concurrent.TimeoutException e ->
                    error(Kind.TIMEOUT, 504, "timeout", null, e);
            case UnresolvedModelServerException e ->
                    error(Kind.OVERLOADED, 503, "server_error", null, e);
            case ConnectException e -> error(Kind.OVERLOADED, 503, "server_error", null, e);
            default -> null;
        };
    }

    private static ProviderError status(HttpException e) {
        int status = e.statusCode();
        Kind kind =
                switch (status) {
                    case 401, 403 -> Kind.CREDENTIALS;
                    case 402 -> Kind.PAYMENT;
                    case 404 -> Kind.NOT_FOUND;
                    case 408, 504 -> Kind.TIMEOUT;
                    case 429 -> Kind.RATE_LIMITED;
                    case 503, 529 -> Kind.OVERLOADED;
                    default -> status < 500 ? Kind.BAD_REQUEST : Kind.SERVER;
                };
        return error(kind, Math.min(status, 599), "upstream_error", null, e);
    }

    private static ProviderError error(
            Kind kind, int status, String type, @Nullable String code, Throwable thrown) {
        String said = Objects.requireNonNullElse(thrown.getMessage(), "The model failed.");
        return new ProviderError(kind, status, type, code, said, null);
    }
}
