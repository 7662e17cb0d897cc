// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.Attempt;
import dev.martlet.core.Call;
import dev.martlet.core.Deadline;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.server.upstream.ServiceSettings.Health;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks one endpoint again and again whether it is well, over its own transport: the protocol and
 * the TLS settings are those of the traffic. The first answer decides at once; afterwards it takes
 * several in a row to change the verdict.
 */
final class HealthCheck implements Runnable {
    /** A longer body is not read: its connection is dropped instead. */
    private static final int MOST_BODY = 16 * 1024;

    private final Health settings;
    private final ServiceEndpoint endpoint;
    private final Endpoints endpoints;
    private final Probes probes;
    private final Chance chance;
    private final LongSupplier nanoTime;
    private boolean first = true;
    private boolean well = true;
    private int inARow;

    HealthCheck(
            Health settings,
            ServiceEndpoint endpoint,
            Endpoints endpoints,
            Probes probes,
            Chance chance,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.endpoint = endpoint;
        this.endpoints = endpoints;
        this.probes = probes;
        this.chance = chance;
        this.nanoTime = nanoTime;
    }

    /** Between nine and eleven tenths of the interval, so that checks do not fall into step. */
    long pause() {
        long interval = settings.interval().toNanos();
        return interval - interval / 10 + chance.upTo(interval / 5);
    }

    @Override
    public void run() {
        if (endpoint.retired()) {
            return;
        }
        try {
            judge(ask());
        } catch (GatewayException e) {
            if (e.failure() instanceof Failure.Overloaded) {
                // No connection was free: that is about us, not about the endpoint.
                return;
            }
            judge(e.failure().reason());
        }
    }

    private void judge(@Nullable String failure) {
        boolean good = failure == null;
        if (endpoint.retired()) {
            return;
        }
        if (good == well && !first) {
            inARow = 0;
            return;
        }
        inARow++;
        if (!first && inARow < (good ? settings.healthy() : settings.unhealthy())) {
            return;
        }
        first = false;
        inARow = 0;
        well = good;
        endpoints.checked(endpoint, failure);
    }

    /** Returns why the endpoint is not well, or null if it is. */
    private @Nullable String ask() {
        try {
            return askOnce();
        } catch (GatewayException e) {
            if (e.failure() instanceof UpstreamFailure.Reset reset && reset.unprocessed()) {
                // A kept connection that has ended: only a fresh one tells anything.
                return askOnce();
            }
            throw e;
        }
    }

    private @Nullable String askOnce() {
        Call call = probes.get(endpoint.address(), settings.path());
        var deadline = Deadline.after(settings.timeout(), nanoTime.getAsLong());
        try (Reply reply = endpoint.transport().send(new Attempt(call, 1, endpoint, deadline))) {
            int status = reply.status().code();
            finish(reply);
            return settings.statuses().stream().anyMatch(range -> range.contains(status))
                    ? null
                    : "status " + status;
        } finally {
            call.exchange().close();
        }
    }

    /** Reads a body that is there already, so that the connection can be used again. */
    private static void finish(Reply reply) {
        if (!(reply instanceof StreamedReply streamed)) {
            return;
        }
        try {
            var body = streamed.body();
            if (body.length() <= MOST_BODY && body.available() >= body.length()) {
                body.skipNBytes(Math.max(0, body.length()));
            }
        } catch (IOException e) {
            // The status has been seen; closing the reply drops the connection.
        }
    }
}
