// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.Attempt;
import dev.martlet.core.AttemptPolicy;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.GatewayListener;
import dev.martlet.core.Reply;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The outermost step of the attempt ring: counts the try, judges its endpoint, samples its latency,
 * tells the listener, and lets go of the endpoint when the reply closes.
 */
final class TryObserver implements AttemptPolicy {
    private final GatewayListener listener;
    private final Outliers outliers;
    private final @Nullable AdaptiveLimit limit;
    private final LongSupplier nanoTime;

    TryObserver(
            GatewayListener listener,
            Outliers outliers,
            @Nullable AdaptiveLimit limit,
            LongSupplier nanoTime) {
        this.listener = listener;
        this.outliers = outliers;
        this.limit = limit;
        this.nanoTime = nanoTime;
    }

    @Override
    public Reply apply(Attempt attempt, AttemptNext next) {
        var endpoint = (ServiceEndpoint) attempt.endpoint();
        endpoint.requests().increment();
        long start = nanoTime.getAsLong();
        boolean held = true;
        int status = 0;
        try {
            Reply reply = next.proceed(attempt);
            status = reply.status().code();
            answered(endpoint, status, start);
            reply.onClose(endpoint.release());
            held = false;
            return reply;
        } catch (GatewayException e) {
            failed(attempt, endpoint, e.failure());
            throw e;
        } finally {
            if (held) {
                endpoint.release().run();
            }
            listener.attempted(attempt, status);
        }
    }

    private void answered(ServiceEndpoint endpoint, int status, long start) {
        if (status >= 500) {
            endpoint.failures().increment();
            outliers.failedWith(endpoint, status);
            return;
        }
        outliers.answered(endpoint);
        if (limit != null) {
            limit.answered(nanoTime.getAsLong() - start);
        }
    }

    private void failed(Attempt attempt, ServiceEndpoint endpoint, Failure failure) {
        if (attempt.call().exchange().cancellation().cause() != null) {
            // Whatever broke, it broke because we let go.
            return;
        }
        switch (failure) {
            case Failure.UpstreamConnect ignored -> {
                endpoint.failures().increment();
                outliers.notConnected(endpoint);
            }
            case Failure.UpstreamReset reset when reset.unprocessed() -> {
                // A kept connection that the endpoint had closed: its right.
            }
            case Failure.UpstreamReset ignored -> broken(endpoint, "reset");
            case Failure.UpstreamProtocol ignored -> broken(endpoint, "invalid reply");
            case Failure.UpstreamTimeout timeout -> timedOut(endpoint, timeout.phase());
            default -> {
                // Our own refusals say nothing about the endpoint.
            }
        }
    }

    private void timedOut(ServiceEndpoint endpoint, String phase) {
        if (phase.equals("connect")) {
            endpoint.failures().increment();
            outliers.notConnected(endpoint);
        } else {
            broken(endpoint, "timeout");
        }
        if (limit != null) {
            limit.timedOut();
        }
    }

    private void broken(ServiceEndpoint endpoint, String why) {
        endpoint.failures().increment();
        outliers.broke(endpoint, why);
    }
}
