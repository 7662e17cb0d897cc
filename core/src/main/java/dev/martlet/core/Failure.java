// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import io.helidon.http.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Every way in which a request can end without the reply it asked for. A failure says what the
 * client may know ({@link #publicMessage}); what only the operator may know travels as the cause of
 * the {@link GatewayException}. Each protocol renders failures in one place ({@link
 * FailureRenderer}). Those with a topic of their own are in sealed sub-interfaces: what is wrong
 * with the request as HTTP in {@link RequestFailure}, what an upstream did in {@link
 * UpstreamFailure}, who may not spend more for now in {@link AdmissionFailure}.
 */
public sealed interface Failure
        permits AdmissionFailure,
                RequestFailure,
                UpstreamFailure,
                Failure.NoRoute,
                Failure.Unauthorized,
                Failure.RouteTimeout,
                Failure.Forbidden,
                Failure.CheckUnavailable,
                Failure.ClientGone,
                Failure.Overloaded,
                Failure.Shed,
                Failure.Draining,
                Failure.Injected,
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

    /**
     * Who or what decides about the request could not be asked.
     *
     * @param publicMessage what the client is told
     */
    record CheckUnavailable(String publicMessage) implements Failure {
        @Override
        public Status status() {
            return Status.SERVICE_UNAVAILABLE_503;
        }

        @Override
        public String reason() {
            return "check_unavailable";
        }

        @Override
        public boolean retryable() {
            return true;
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

    /**
     * There was no place for the request, and none became free in time; it was not sent.
     *
     * @param ownShare whether its tenant has its fair share already, so that it can help itself
     * @param retryAfter about how long it takes until there is a place
     */
    record Shed(boolean ownShare, Duration retryAfter) implements Failure {
        @Override
        public Status status() {
            return ownShare ? Status.TOO_MANY_REQUESTS_429 : Status.SERVICE_UNAVAILABLE_503;
        }

        @Override
        public String reason() {
            return ownShare ? "over_share" : "shed";
        }

        @Override
        public boolean retryable() {
            return true;
        }

        @Override
        public String publicMessage() {
            return ownShare
                    ? "You have as many requests in flight as your share allows."
                    : "There are more requests than can be served now.";
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
