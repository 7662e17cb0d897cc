// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import io.helidon.http.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Every way in which a request can end without the reply it asked for. A failure says what the
 * client may know ({@link #publicMessage}); what only the operator may know travels as the cause of
 * the {@link GatewayException}. Each protocol renders failures in one place ({@link
 * FailureRenderer}).
 */
public sealed interface Failure
        permits AdmissionFailure,
                Failure.BadRequest,
                Failure.RequestLineTooLong,
                Failure.HeadersTooLarge,
                Failure.NotImplemented,
                Failure.VersionNotSupported,
                Failure.NoRoute,
                Failure.Unauthorized,
                Failure.RouteTimeout,
                Failure.Forbidden,
                Failure.PayloadTooLarge,
                Failure.RequestTimeout,
                Failure.ExpectationFailed,
                Failure.ClientGone,
                Failure.Overloaded,
                Failure.Draining,
                Failure.Injected,
                Failure.NoEndpoint,
                Failure.UpstreamConnect,
                Failure.UpstreamReset,
                Failure.UpstreamProtocol,
                Failure.UpstreamTimeout,
                Failure.ModelFailed,
                Failure.PolicyFailed,
                Failure.Internal {
    /**
     * The HTTP status (RFC 9110, section 15).
     *
     * @return the status
     */
    Status status();

    /**
     * A stable, short name for logs, metrics and error bodies.
     *
     * @return lower case with underscores, for example {@code upstream_timeout}
     */
    String reason();

    /**
     * Whether the same request may succeed if it is sent elsewhere or again. Whether it is safe to
     * do so depends on the request, not on the failure.
     *
     * @return true for failures of an upstream that are not the request's fault
     */
    default boolean retryable() {
        return false;
    }

    /**
     * What the client is told. Never holds addresses, names of classes, or anything secret.
     *
     * @return one sentence
     */
    String publicMessage();

    /**
     * When it makes sense to try again, as sent in Retry-After.
     *
     * @return the wait, or null if unknown
     */
    default @Nullable Duration retryAfter() {
        return null;
    }

    /** The request is malformed. */
    record BadRequest(String publicMessage) implements Failure {
        @Override
        public Status status() {
            return Status.BAD_REQUEST_400;
        }

        @Override
        public String reason() {
            return "bad_request";
        }
    }

    /** The request line is longer than a limit allows. */
    record RequestLineTooLong(int limit) implements Failure {
        @Override
        public Status status() {
            return Status.REQUEST_URI_TOO_LONG_414;
        }

        @Override
        public String reason() {
            return "request_line_too_long";
        }

        @Override
        public String publicMessage() {
            return "The request line is longer than the limit of " + limit + " bytes.";
        }
    }

    /** The header fields are larger, or more, than a limit allows (RFC 6585, section 5). */
    record HeadersTooLarge(String publicMessage) implements Failure {
        private static final Status TOO_LARGE =
                Status.create(431, "Request Header Fields Too Large");

        @Override
        public Status status() {
            return TOO_LARGE;
        }

        @Override
        public String reason() {
            return "headers_too_large";
        }
    }

    /** The request asks for something of HTTP that Martlet does not do. */
    record NotImplemented(String publicMessage) implements Failure {
        @Override
        public Status status() {
            return Status.NOT_IMPLEMENTED_501;
        }

        @Override
        public String reason() {
            return "not_implemented";
        }
    }

    /** The request is in a version of HTTP that this connection does not speak. */
    record VersionNotSupported() implements Failure {
        @Override
        public Status status() {
            return Status.HTTP_VERSION_NOT_SUPPORTED_505;
        }

        @Override
        public String reason() {
            return "version_not_supported";
        }

        @Override
        public String publicMessage() {
            return "This version of HTTP is not supported.";
        }
    }

    /** No route matches. */
    record NoRoute() implements Failure {
        @Override
        public Status status() {
            return Status.NOT_FOUND_404;
        }

        @Override
        public String reason() {
            return "no_route";
        }

        @Override
        public String publicMessage() {
            return "No route matches this request.";
        }
    }

    /**
     * The caller did not say who it is, or not so that it could be believed.
     *
     * @param publicMessage what the client is told
     * @param challenge what to send in WWW-Authenticate (RFC 9110, section 11.6.1)
     */
    record Unauthorized(String publicMessage, String challenge) implements Failure {
        @Override
        public Status status() {
            return Status.UNAUTHORIZED_401;
        }

        @Override
        public String reason() {
            return "unauthorized";
        }
    }

    /** The exchange took longer than its route allows. */
    record RouteTimeout() implements Failure {
        @Override
        public Status status() {
            return Status.GATEWAY_TIMEOUT_504;
        }

        @Override
        public String reason() {
            return "route_timeout";
        }

        @Override
        public String publicMessage() {
            return "The request took longer than it may.";
        }
    }

    /** A policy refuses the caller. */
    record Forbidden(String publicMessage) implements Failure {
        @Override
        public Status status() {
            return Status.FORBIDDEN_403;
        }

        @Override
        public String reason() {
            return "forbidden";
        }
    }

    /** The body is larger than a limit allows. */
    record PayloadTooLarge(long limit) implements Failure {
        @Override
        public Status status() {
            return Status.REQUEST_ENTITY_TOO_LARGE_413;
        }

        @Override
        public String reason() {
            return "payload_too_large";
        }

        @Override
        public String publicMessage() {
            return "The request body is larger than the limit of " + limit + " bytes.";
        }
    }

    /** The client did not send its request in time. */
    record RequestTimeout() implements Failure {
        @Override
        public Status status() {
            return Status.REQUEST_TIMEOUT_408;
        }

        @Override
        public String reason() {
            return "request_timeout";
        }

        @Override
        public String publicMessage() {
            return "The request did not arrive in time.";
        }
    }

    /** The client expects of us what we do not know (RFC 9110, section 10.1.1). */
    record ExpectationFailed() implements Failure {
        @Override
        public Status status() {
            return Status.EXPECTATION_FAILED_417;
        }

        @Override
        public String reason() {
            return "expectation_failed";
        }

        @Override
        public String publicMessage() {
            return "The only expectation that is understood is 100-continue.";
        }
    }

    /** The client is gone; nobody reads this status, but logs and metrics show it. */
    record ClientGone() implements Failure {
        private static final Status CLIENT_CLOSED_REQUEST =
                Status.create(499, "Client Closed Request");

        @Override
        public Status status() {
            return CLIENT_CLOSED_REQUEST;
        }

        @Override
        public String reason() {
            return "client_gone";
        }

        @Override
        public String publicMessage() {
            return "The client closed the connection.";
        }
    }

    /** A limit of Martlet or of a service is reached; the request was not sent. */
    record Overloaded(String publicMessage, @Nullable Duration retryAfter) implements Failure {
        @Override
        public Status status() {
            return Status.SERVICE_UNAVAILABLE_503;
        }

        @Override
        public String reason() {
            return "overloaded";
        }
    }

    /** The server is shutting down and takes no new work. */
    record Draining() implements Failure {
        @Override
        public Status status() {
            return Status.SERVICE_UNAVAILABLE_503;
        }

        @Override
        public String reason() {
            return "draining";
        }

        @Override
        public String publicMessage() {
            return "The server is shutting down.";
        }

        @Override
        public Duration retryAfter() {
            return Duration.ofSeconds(1);
        }
    }

    /** A configured fault was injected. */
    record Injected(Status status) implements Failure {
        @Override
        public String reason() {
            return "fault_injected";
        }

        @Override
        public String publicMessage() {
            return "A fault was injected.";
        }
    }

    /** No endpoint of the service can be used. */
    record NoEndpoint(String upstream) implements Failure {
        @Override
        public Status status() {
            return Status.SERVICE_UNAVAILABLE_503;
        }

        @Override
        public String reason() {
            return "no_endpoint";
        }

        @Override
        public String publicMessage() {
            return "No endpoint of the upstream is available.";
        }
    }

    /** No connection to the upstream could be made; it has seen nothing of the request. */
    record UpstreamConnect(String upstream) implements Failure {
        @Override
        public Status status() {
            return Status.BAD_GATEWAY_502;
        }

        @Override
        public String reason() {
            return "upstream_connect";
        }

        @Override
        public boolean retryable() {
            return true;
        }

        @Override
        public String publicMessage() {
            return "The upstream could not be reached.";
        }
    }

    /**
     * The connection to the upstream broke before the reply was complete.
     *
     * @param upstream its name
     * @param unprocessed whether the upstream surely has not acted on the request: a kept
     *     connection that was already closed, an HTTP/2 stream refused or above the last one of a
     *     GOAWAY (RFC 9113, section 8.7)
     */
    record UpstreamReset(String upstream, boolean unprocessed) implements Failure {
        @Override
        public Status status() {
            return Status.BAD_GATEWAY_502;
        }

        @Override
        public String reason() {
            return "upstream_reset";
        }

        @Override
        public boolean retryable() {
            return true;
        }

        @Override
        public String publicMessage() {
            return "The upstream closed the connection.";
        }
    }

    /** What the upstream sent is not valid HTTP, or exceeds a limit. */
    record UpstreamProtocol(String upstream) implements Failure {
        @Override
        public Status status() {
            return Status.BAD_GATEWAY_502;
        }

        @Override
        public String reason() {
            return "upstream_protocol";
        }

        @Override
        public String publicMessage() {
            return "The upstream sent an invalid reply.";
        }
    }

    /**
     * The upstream took too long.
     *
     * @param upstream its name
     * @param phase which time-out: {@code connect}, {@code try}, {@code request} or {@code idle}
     */
    record UpstreamTimeout(String upstream, String phase) implements Failure {
        @Override
        public Status status() {
            return Status.GATEWAY_TIMEOUT_504;
        }

        @Override
        public String reason() {
            return "upstream_timeout";
        }

        @Override
        public boolean retryable() {
            return true;
        }

        @Override
        public String publicMessage() {
            return "The upstream did not answer in time.";
        }
    }

    /**
     * No model answered, or the one that did refused. Its message and codes are for the client, in
     * the words of an API of models.
     *
     * @param status what the client gets; never one that would blame its own credentials for ours
     * @param reason a stable name, for example {@code context_length_exceeded}
     * @param publicMessage what the client is told
     * @param param the field at fault, or null
     * @param retryAfter when to come back, or null
     * @param retryable whether the same request may succeed later
     */
    record ModelFailed(
            Status status,
            String reason,
            String publicMessage,
            @Nullable String param,
            @Nullable Duration retryAfter,
            boolean retryable)
            implements Failure {}

    /**
     * A policy threw; the request was refused because nobody can say whether the policy would have
     * let it pass.
     */
    record PolicyFailed(String policy) implements Failure {
        @Override
        public Status status() {
            return Status.INTERNAL_SERVER_ERROR_500;
        }

        @Override
        public String reason() {
            return "policy_failed";
        }

        @Override
        public String publicMessage() {
            return "The request could not be processed.";
        }
    }

    /** Anything that should not happen. */
    record Internal() implements Failure {
        @Override
        public Status status() {
            return Status.INTERNAL_SERVER_ERROR_500;
        }

        @Override
        public String reason() {
            return "internal";
        }

        @Override
        public String publicMessage() {
            return "The request could not be processed.";
        }
    }
}
