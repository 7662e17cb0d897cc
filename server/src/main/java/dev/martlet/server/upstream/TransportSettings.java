// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the endpoints of a service are reached. Compared by value: an equal transport can be kept
 * over a reload.
 *
 * @param protocol what is spoken
 * @param tls how endpoints over TLS are checked, and what they are shown
 * @param pool connections to each endpoint
 * @param connect time to open a connection, with TLS
 * @param idle longest silence inside a body
 */
public record TransportSettings(
        Protocol protocol, Tls tls, Pool pool, Duration connect, Duration idle) {
    /** HTTP/1.1 with the documented defaults. */
    public static final TransportSettings DEFAULTS =
            new TransportSettings(
                    Protocol.HTTP1,
                    Tls.DEFAULTS,
                    Pool.DEFAULTS,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(60));

    public TransportSettings {
        Checks.positive("connect", connect);
        Checks.positive("idle", idle);
    }

    /** What is spoken to an endpoint. */
    public enum Protocol {
        /** HTTP/1.1 (RFC 9112). */
        HTTP1,
        /** HTTP/2 with prior knowledge, without TLS (RFC 9113, section 3.3). */
        H2C,
        /** HTTP/2 by ALPN over TLS (RFC 9113, section 3.2). */
        H2
    }

    /**
     * TLS towards an endpoint.
     *
     * @param ca PEM file with the trusted authorities; null for those of the Java runtime
     * @param sni the name that is asked for and checked; null for the endpoint's host
     * @param cert PEM file with the certificate that is shown, or null
     * @param key PEM file with its private key; null exactly if {@code cert} is
     * @param verify false trusts any certificate
     */
    public record Tls(
            @Nullable Path ca,
            @Nullable String sni,
            @Nullable Path cert,
            @Nullable Path key,
            boolean verify) {
        /** The runtime's authorities, the endpoint's name, no client certificate. */
        public static final Tls DEFAULTS = new Tls(null, null, null, null, true);

        public Tls {
            if ((cert == null) != (key == null)) {
                throw new IllegalArgumentException("cert, key: one alone (expected: both or none)");
            }
        }
    }

    /**
     * The connections to one endpoint.
     *
     * @param connections at most this many at a time, at least 1
     * @param idle at most this many are kept unused, at least 0
     * @param idleTimeout an unused one is closed after this time
     * @param maxWait how long a call waits for one that comes free; may be zero
     */
    public record Pool(int connections, int idle, Duration idleTimeout, Duration maxWait) {
        /** As documented for the configuration. */
        public static final Pool DEFAULTS =
                new Pool(1024, 256, Duration.ofSeconds(60), Duration.ofSeconds(1));

        public Pool {
            Checks.atLeast("connections", connections, 1);
            Checks.atLeast("idle", idle, 0);
            Checks.positive("idleTimeout", idleTimeout);
            Checks.notNegative("maxWait", maxWait);
        }
    }
}
