// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.Attempt;
import dev.martlet.core.AttemptPolicy;
import dev.martlet.core.Body;
import dev.martlet.core.BodyException;
import dev.martlet.core.Failure;
import dev.martlet.core.FilterBody;
import dev.martlet.core.GatewayException;
import dev.martlet.core.GatewayListener;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.core.overload.AdaptiveLimit;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
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
            boolean good = answered(endpoint, status, start);
            if (reply instanceof StreamedReply streamed && good) {
                reply = streamed.mapBody(body -> new Judged(body, attempt, endpoint));
            } else {
                if (good) {
                    outliers.answered(endpoint);
                }
                reply.onClose(endpoint.release());
            }
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

    /** Returns whether the head speaks for the endpoint; the body may still speak against it. */
    private boolean answered(ServiceEndpoint endpoint, int status, long start) {
        if (status >= 500) {
            endpoint.failures().increment();
            outliers.failedWith(endpoint, status);
            return false;
        }
        if (limit != null) {
            limit.answered(0, nanoTime.getAsLong() - start);
        }
        return true;
    }

    /**
     * The body of a good reply. An endpoint that breaks off each of them is as bad as one that
     * sends none, so the try succeeds when its reply is closed and did not break. Lets go of the
     * endpoint then.
     */
    private final class Judged extends FilterBody {
        private final Attempt attempt;
        private final ServiceEndpoint endpoint;
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile boolean broken;

        Judged(Body body, Attempt attempt, ServiceEndpoint endpoint) {
            super(body);
            this.attempt = attempt;
            this.endpoint = endpoint;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return super.read(buffer, offset, length);
            } catch (BodyException e) {
                if (!broken) {
                    broken = true;
                    failed(attempt, endpoint, e.failure());
                }
                throw e;
            }
        }

        @Override
        public boolean ready() throws IOException {
            return source().ready();
        }

        @Override
        public void close() {
            if (!over.compareAndSet(false, true)) {
                return;
            }
            super.close();
            if (!broken) {
                outliers.answered(endpoint);
            }
            endpoint.release().run();
        }
    }

    private void failed(Attempt attempt, ServiceEndpoint endpoint, Failure failure) {
        if (attempt.call().exchange().cancellation().cause() != null) {
            // Whatever broke, it broke because we let go.
            return;
        }
        switch (failure) {
            case UpstreamFailure.Connect ignored -> {
                endpoint.failures().increment();
                outliers.notConnected(endpoint);
            }
            case UpstreamFailure.Reset reset when reset.unprocessed() -> {
                // A kept connection that the endpoint had closed: its right.
            }
            case UpstreamFailure.Reset ignored -> broken(endpoint, "reset");
            case UpstreamFailure.Protocol ignored -> broken(endpoint, "invalid reply");
            case UpstreamFailure.Timeout timeout -> timedOut(endpoint, timeout.phase());
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
