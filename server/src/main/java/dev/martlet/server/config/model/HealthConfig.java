// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.NonEmpty;
import dev.martlet.core.config.Range;
import java.time.Duration;
import java.util.List;

/** Active health checks. */
@Doc("Active health checks of each endpoint.")
public record HealthConfig(
        @Doc("What is asked for with GET.")
                @Matches(value = "/[!-~]{0,1000}", expected = "a path such as /healthz")
                String path,
        @Doc("Time between two checks.") @Default("5s") @Range(min = "10ms", max = "1h")
                Duration interval,
        @Doc("A check that takes longer, or longer than the interval, has failed.")
                @Default("1s")
                @Range(min = "1ms", max = "1h")
                Duration timeout,
        @Doc("Good checks in a row that bring an endpoint back.")
                @Default("2")
                @Range(min = "1", max = "1000")
                int healthy,
        @Doc("Failed checks in a row that take an endpoint out.")
                @Default("3")
                @Range(min = "1", max = "1000")
                int unhealthy,
        @Doc("What counts as good.") @Default("[200-399]") @NonEmpty List<StatusRange> status) {}
