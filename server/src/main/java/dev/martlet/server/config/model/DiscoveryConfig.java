// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Range;
import java.time.Duration;

/** Endpoints by DNS. */
@Doc("Endpoints found by DNS. The last good answer is kept when a look-up fails.")
public record DiscoveryConfig(
        @Doc("host:port for A and AAAA records; the name alone for SRV records.") String dns,
        @Doc("Ask for SRV records: they bring ports and weights.") @Default("false") boolean srv,
        @Doc("How often the name is looked up again.")
                @Default("30s")
                @Range(min = "1s", max = "1d")
                Duration refresh,
        @Doc("Speak TLS to what is found.") @Default("false") boolean tls) {
    public DiscoveryConfig {
        String name = "[A-Za-z0-9_]([A-Za-z0-9._-]{0,251}[A-Za-z0-9_.])?";
        if (srv && !dns.matches(name)) {
            throw new IllegalArgumentException(
                    "dns: not a name (expected: a name without a port, since srv is true)");
        }
        if (!srv && !(dns.matches(name + ":[0-9]{1,5}") && validPort(dns))) {
            throw new IllegalArgumentException(
                    "dns: not host:port (expected: such as billing.internal:9000)");
        }
    }

    private static boolean validPort(String dns) {
        int port = Integer.parseInt(dns.substring(dns.lastIndexOf(':') + 1));
        return port > 0 && port <= 65_535;
    }

    /** The name to look up. */
    public String host() {
        return srv ? dns : dns.substring(0, dns.lastIndexOf(':'));
    }

    /** The port of every endpoint; 0 if the SRV records tell. */
    public int port() {
        return srv ? 0 : Integer.parseInt(dns.substring(dns.lastIndexOf(':') + 1));
    }
}
