// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import io.helidon.http.Status;

/** The upstream could not be reached, or did not keep to HTTP or to its time. */
public sealed interface UpstreamFailure extends Failure {
    /**
     * The upstream's name, for the operator.
     *
     * @return the name of the service
     */
    String upstream();

    /** No endpoint of the service can be used. */
    record NoEndpoint(String upstream) implements UpstreamFailure {
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
    record Connect(String upstream) implements UpstreamFailure {
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
    record Reset(String upstream, boolean unprocessed) implements UpstreamFailure {
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
    record Protocol(String upstream) implements UpstreamFailure {
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
    record Timeout(String upstream, String phase) implements UpstreamFailure {
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
}
