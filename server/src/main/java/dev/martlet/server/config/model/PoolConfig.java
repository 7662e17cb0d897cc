// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Key;
import dev.martlet.core.config.Range;
import java.time.Duration;

/** The connections to one endpoint. */
@Doc("Connections to each endpoint.")
public record PoolConfig(
        @Doc("At most this many at a time.") @Default("1024") @Range(min = "1", max = "1000000")
                int connections,
        @Doc("At most this many are kept for later, and never more than connections.")
                @Default("256")
                @Range(min = "0", max = "1000000")
                int idle,
        @Doc("An idle one is closed after this time.")
                @Default("60s")
                @Range(min = "1ms", max = "1d")
                Duration idleTimeout,
        @Doc("How long a request waits for a free connection before it fails with 503.")
                @Key("wait")
                @Default("1s")
                @Range(min = "0s", max = "1h")
                Duration maxWait) {}
