// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Range;
import java.time.Duration;

/** How long a client may take. */
@Doc("How long a client may take.")
public record ListenerTimeouts(
        @Doc("For the TLS handshake and the PROXY header.")
                @Default("10s")
                @Range(min = "1ms", max = "1h")
                Duration handshake,
        @Doc("From the first byte of a request to the end of its headers.")
                @Default("10s")
                @Range(min = "1ms", max = "1h")
                Duration headerRead,
        @Doc("Silence while a request's body is read.")
                @Default("30s")
                @Range(min = "1ms", max = "1d")
                Duration bodyIdle,
        @Doc("How long the client may refuse to take a reply's bytes.")
                @Default("30s")
                @Range(min = "1ms", max = "1d")
                Duration writeIdle,
        @Doc("Between two requests of a connection.")
                @Default("75s")
                @Range(min = "1ms", max = "1d")
                Duration idle) {}
