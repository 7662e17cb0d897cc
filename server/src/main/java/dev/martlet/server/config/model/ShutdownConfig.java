// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Range;
import java.time.Duration;

/** How the server ends. */
@Doc("What happens on SIGTERM.")
public record ShutdownConfig(
        @Doc("How long requests in flight may go on after new work is refused.")
                @Default("30s")
                @Range(max = "1h")
                Duration grace,
        @Doc(
                        "How long new requests are still taken after readiness turned off, for balancers to notice.")
                @Default("0s")
                @Range(max = "1h")
                Duration delay) {}
