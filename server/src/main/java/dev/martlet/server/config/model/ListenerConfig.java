// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Cidr;
import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Matches;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One listening port. */
@Doc("One port for clients: HTTP/1.1, HTTP/2 and WebSocket.")
public record ListenerConfig(
        @Doc("A unique name.") @Matches(value = Names.PATTERN, expected = Names.EXPECTED)
                String name,
        @Doc("Address and port.") Bind bind,
        @Doc("HTTP/2: by ALPN with TLS, by prior knowledge without.") @Default("true")
                boolean http2,
        @Doc("Turns on TLS.") @Nullable ListenerTls tls,
        @Doc(
                        "Each connection starts with a PROXY protocol header, version 1 or 2; others are closed.")
                @Default("false")
                boolean proxyProtocol,
        @Doc(
                        "Peers whose Forwarded and X-Forwarded-* headers are believed and extended; others' are replaced.")
                List<Cidr> trustedProxies,
        @Doc("What a client may ask for at most.") @Default("{}") ListenerLimits limits,
        @Doc("How long a client may take.") @Default("{}") ListenerTimeouts timeouts) {}
