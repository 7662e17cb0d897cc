// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import dev.martlet.core.AttemptPolicy.AttemptNext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The attempt policies of an upstream, outermost first, around the send itself. Immutable and
 * shared.
 */
public final class AttemptRing {
    private final AttemptNext outermost;

    /**
     * Builds the ring once, so that a try allocates nothing for it.
     *
     * @param policies outermost first
     * @param send what puts the attempt on the wire
     */
    public AttemptRing(List<AttemptPolicy> policies, AttemptNext send) {
        AttemptNext next = send;
        for (AttemptPolicy policy : policies.reversed()) {
            next = new Link(policy, next);
        }
        this.outermost = next;
    }

    /**
     * Runs one try.
     *
     * @param attempt the try
     * @return its reply
     * @throws GatewayException if the try failed
     */
    public Reply run(Attempt attempt) {
        return outermost.proceed(attempt);
    }

    private record Link(AttemptPolicy policy, AttemptNext next) implements AttemptNext {
        @Override
        public Reply proceed(Attempt attempt) {
            var once = new Once(next);
            Reply reply;
            try {
                reply = policy.apply(attempt, once);
            } catch (RuntimeException | Error e) {
                // Nobody else has seen the reply: the connection under it would never be given
                // back.
                if (once.reply != null) {
                    once.reply.close();
                }
                throw e;
            }
            if (!once.called) {
                reply.close();
                throw new IllegalStateException(
                        policy.getClass().getSimpleName()
                                + ": answered without proceeding (expected: exactly one call)");
            }
            return reply;
        }
    }

    /** Not shared: one per policy and try, so plain fields do. */
    private static final class Once implements AttemptNext {
        private final AttemptNext next;
        private boolean called;
        private @Nullable Reply reply;

        Once(AttemptNext next) {
            this.next = next;
        }

        @Override
        public Reply proceed(Attempt attempt) {
            if (called) {
                throw new IllegalStateException(
                        "proceed: called twice in one attempt (expected: exactly one call)");
            }
            called = true;
            Reply got = next.proceed(attempt);
            reply = got;
            return got;
        }
    }
}
