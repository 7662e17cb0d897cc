// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.Percent;
import dev.martlet.core.config.Range;
import java.time.Duration;
import java.util.List;

/** What is tried again. */
@Doc("What is tried again, on another endpoint if there is one.")
public record RetryConfig(
        @Doc("Tries in all; 1 means no retry.") @Default("2") @Range(min = "1", max = "10")
                int attempts,
        @Doc("What makes a try fail: connect, reset, timeout, or a status.")
                @Default("[connect, reset, timeout, 502, 503, 504]")
                List<RetryOn> on,
        @Doc(
                        "Only requests with these methods are repeated. A connect failure is repeated for any.")
                @Default("[GET, HEAD, PUT, DELETE, OPTIONS]")
                @Matches(value = Names.METHOD, expected = "an HTTP method such as GET")
                List<String> methods,
        @Doc("Retries as a share of all requests to the service, at most.")
                @Default("20%")
                @Range(max = "20%")
                Percent budget,
        @Doc("Before the first retry; doubles with each further one, with jitter.")
                @Default("25ms")
                @Range(max = "1m")
                Duration backoff,
        @Doc("No wait is longer.") @Default("1s") @Range(max = "10m") Duration maxBackoff) {
    public RetryConfig {
        if (backoff.compareTo(maxBackoff) > 0) {
            throw new IllegalArgumentException(
                    "backoff: longer than max-backoff (expected: at most max-backoff)");
        }
    }
}
