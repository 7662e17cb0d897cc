// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.Attempt;
import dev.martlet.core.AttemptRing;
import dev.martlet.core.Call;
import dev.martlet.core.Cancellation;
import dev.martlet.core.Deadline;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Reply;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.server.upstream.RetryRules.Verdict;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One call on its way: tries endpoints in turn until there is a reply that may stand. */
final class Sending {
    private final Parts parts;
    private final Call call;
    private final Deadline overall;
    private @Nullable Tried tried;
    private int tries;
    private boolean repeatedUnprocessed;

    /** What a service lends to each call. */
    record Parts(
            ServiceSettings settings,
            Endpoints endpoints,
            Discovery discovery,
            AttemptRing ring,
            RetryRules rules,
            RetryBudget budget,
            LongAdder retries,
            @Nullable StickyCookie cookie,
            LongSupplier nanoTime) {}

    Sending(Parts parts, Call call, Deadline overall) {
        this.parts = parts;
        this.call = call;
        this.overall = overall;
    }

    Reply run() {
        Cancellation cancellation = call.exchange().cancellation();
        while (true) {
            cancellation.check();
            ServiceEndpoint endpoint = hold();
            tries++;
            try {
                Reply reply = parts.ring().run(attempt(endpoint));
                long wait = waitAfter(reply);
                if (wait < 0) {
                    return finished(endpoint, reply);
                }
                reply.close();
                again(endpoint, wait, cancellation);
            } catch (GatewayException e) {
                cancellation.check();
                long wait = waitAfter(e.failure(), endpoint);
                if (wait < 0) {
                    throw lastWord(e);
                }
                again(endpoint, wait, cancellation);
            }
        }
    }

    private void again(ServiceEndpoint endpoint, long wait, Cancellation cancellation) {
        parts.retries().increment();
        tried = new Tried(endpoint, tried);
        Pause.of(wait, cancellation);
    }

    private Attempt attempt(ServiceEndpoint endpoint) {
        long now = parts.nanoTime().getAsLong();
        Deadline deadline = overall.sooner(Deadline.after(parts.settings().tryTimeout(), now));
        return new Attempt(call, tries, endpoint, deadline);
    }

    private Reply finished(ServiceEndpoint endpoint, Reply reply) {
        if (parts.cookie() != null) {
            parts.cookie().remember(call, endpoint, reply);
        }
        return reply;
    }

    /** Picks an endpoint and takes hold of it. */
    private ServiceEndpoint hold() {
        long now = parts.nanoTime().getAsLong();
        EndpointSet set = parts.endpoints().current(now);
        if (set.all().isEmpty()) {
            parts.discovery().awaitFirst(overall, call.exchange().cancellation(), now);
            set = parts.endpoints().current(now);
        }
        while (set.picker() != null) {
            ServiceEndpoint endpoint = set.picker().pick(call, tried);
            if (endpoint.tryHold()) {
                return endpoint;
            }
            // It left the service after we looked: the new set no longer has it.
            set = parts.endpoints().current(now);
        }
        throw new GatewayException(new UpstreamFailure.NoEndpoint(parts.settings().name()));
    }

    private long waitAfter(Reply reply) {
        if (tries >= parts.settings().retry().attempts()
                || !parts.rules().afterReply(reply, call)) {
            return -1;
        }
        return ifAffordable(parts.rules().backoff(tries, reply));
    }

    private long waitAfter(Failure failure, ServiceEndpoint endpoint) {
        Verdict verdict = parts.rules().afterFailure(failure, call);
        boolean may =
                switch (verdict) {
                    case NO -> false;
                    case YES -> triesLeft();
                    case ELSEWHERE -> triesLeft() && hasOther(endpoint);
                    case UNPROCESSED -> triesLeft() || !repeatedUnprocessed;
                };
        if (!may) {
            return -1;
        }
        if (verdict == Verdict.UNPROCESSED && !repeatedUnprocessed) {
            repeatedUnprocessed = true;
            return ifAffordable(0);
        }
        return ifAffordable(parts.rules().backoff(tries));
    }

    private boolean triesLeft() {
        return tries < parts.settings().retry().attempts();
    }

    private boolean hasOther(ServiceEndpoint endpoint) {
        long now = parts.nanoTime().getAsLong();
        return parts.endpoints().current(now).hasOther(new Tried(endpoint, tried));
    }

    /** The wait, or -1 if time or budget do not allow another try. */
    private long ifAffordable(long wait) {
        long left = overall.remaining(parts.nanoTime().getAsLong());
        return wait < left && parts.budget().tryRetry() ? wait : -1;
    }

    private GatewayException lastWord(GatewayException last) {
        if (last.failure() instanceof UpstreamFailure.Timeout timeout
                && overall.remaining(parts.nanoTime().getAsLong()) <= 0
                && !timeout.phase().equals("request")) {
            return new GatewayException(
                    new UpstreamFailure.Timeout(parts.settings().name(), "request"), last);
        }
        return last;
    }
}
