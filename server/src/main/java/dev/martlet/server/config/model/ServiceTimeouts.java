// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Key;
import dev.martlet.core.config.Range;
import java.time.Duration;

/** How long a service may take. */
@Doc("How long the service may take.")
public record ServiceTimeouts(
        @Doc("To open a connection, with TLS.") @Default("1s") @Range(min = "1ms", max = "1h")
                Duration connect,
        @Doc("To the head of the reply, for each try.")
                @Key("try")
                @Default("15s")
                @Range(min = "1ms", max = "1d")
                Duration perTry,
        @Doc("To the head of the reply, over all tries.")
                @Default("30s")
                @Range(min = "1ms", max = "1d")
                Duration request,
        @Doc("Silence inside a body.") @Default("60s") @Range(min = "1ms", max = "1d")
                Duration idle) {}
