// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import io.helidon.http.Status;

/**
 * The client's request, as HTTP, is at fault: malformed, larger or slower than a limit allows, or
 * in need of something that Martlet does not do.
 */
public sealed interface RequestFailure extends Failure {
    /** The request is malformed. */
    record BadRequest(String publicMessage) implements RequestFailure {
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
    record RequestLineTooLong(int limit) implements RequestFailure {
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
    record HeadersTooLarge(String publicMessage) implements RequestFailure {
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

    /** The body is larger than a limit allows. */
    record PayloadTooLarge(long limit) implements RequestFailure {
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

    /** The request asks for something of HTTP that Martlet does not do. */
    record NotImplemented(String publicMessage) implements RequestFailure {
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
    record VersionNotSupported() implements RequestFailure {
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

    /** The client expects of us what we do not know (RFC 9110, section 10.1.1). */
    record ExpectationFailed() implements RequestFailure {
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

    /** The client did not send its request in time. */
    record RequestTimeout() implements RequestFailure {
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
}
