// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.ScalarForm;

/**
 * A way in which a try can fail.
 *
 * @param status the status with {@link Kind#STATUS}, else 0
 */
@ScalarForm(
        expected = "connect, reset, timeout or a status from 400 to 599",
        pattern = "connect|reset|timeout|[45][0-9]{2}",
        number = true)
public record RetryOn(Kind kind, int status) {
    /** The ways. */
    public enum Kind {
        /** No connection could be made: the request was never sent. */
        CONNECT,
        /** The connection broke before the head of the reply. */
        RESET,
        /** The try's time was up. */
        TIMEOUT,
        STATUS
    }

    public static RetryOn parse(String text) {
        return switch (text) {
            case "connect" -> new RetryOn(Kind.CONNECT, 0);
            case "reset" -> new RetryOn(Kind.RESET, 0);
            case "timeout" -> new RetryOn(Kind.TIMEOUT, 0);
            default -> {
                if (!text.matches("[45][0-9]{2}")) {
                    throw new IllegalArgumentException("unknown");
                }
                yield new RetryOn(Kind.STATUS, Integer.parseInt(text));
            }
        };
    }

    @Override
    public String toString() {
        return switch (kind) {
            case CONNECT -> "connect";
            case RESET -> "reset";
            case TIMEOUT -> "timeout";
            case STATUS -> Integer.toString(status);
        };
    }
}
