// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.Attempt;
import dev.martlet.core.Reply;
import io.helidon.http.HeaderNames;

/**
 * HTTP/2 for all but requests to switch protocols, which HTTP/2 does not have (RFC 9113, section
 * 8.6): over TLS, where both sides agree on a version for each connection, HTTP/1.1 carries those.
 */
public final class UpgradesOverHttp1 implements Transport {
    private final Transport http2;
    private final Transport http1;

    /**
     * A transport out of two to the same endpoint.
     *
     * @param http2 for requests
     * @param http1 for requests with Upgrade
     */
    public UpgradesOverHttp1(Transport http2, Transport http1) {
        this.http2 = http2;
        this.http1 = http1;
    }

    @Override
    public Reply send(Attempt attempt) {
        boolean upgrade = attempt.call().head().headers().contains(HeaderNames.UPGRADE);
        return (upgrade ? http1 : http2).send(attempt);
    }

    @Override
    public Stats stats() {
        Stats one = http2.stats();
        Stats other = http1.stats();
        return new Stats(
                one.open() + other.open(),
                one.idle() + other.idle(),
                one.inFlight() + other.inFlight());
    }

    @Override
    public void close() {
        http2.close();
        http1.close();
    }
}
