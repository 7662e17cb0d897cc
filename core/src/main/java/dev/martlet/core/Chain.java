// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import dev.martlet.core.config.OnError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compiles policies and a target into one {@link Next}. Built with the snapshot, so that a request
 * allocates nothing for it.
 */
public final class Chain {
    private static final System.Logger LOG = System.getLogger(Chain.class.getName());

    private Chain() {}

    /**
     * One policy of a chain.
     *
     * @param name for messages
     * @param policy the policy
     * @param onError what happens to a request when the policy throws
     */
    public record Step(String name, Policy policy, OnError onError) {}

    /**
     * Compiles a chain.
     *
     * @param steps outermost first
     * @param target the end
     * @param listener told of every policy that was skipped
     * @return the chain
     */
    public static Next of(List<Step> steps, Target target, GatewayListener listener) {
        Next next = new ToTarget(target);
        for (Step step : steps.reversed()) {
            next =
                    step.onError() == OnError.ALLOW
                            ? new Lenient(step, next, listener)
                            : new Strict(
                                    step.name(), step.policy(), bufferLimit(step.policy()), next);
        }
        return next;
    }

    /** -1 for policies that do not need the whole body. */
    private static long bufferLimit(Policy policy) {
        return policy.body() instanceof BodyNeed.Buffer(long limit) ? limit : -1;
    }

    private record ToTarget(Target target) implements Next {
        @Override
        public Reply proceed(Exchange exchange) {
            exchange.timeline().mark(Moment.TARGET);
            Reply reply;
            try {
                reply = target.answer(exchange);
            } catch (GatewayException e) {
                throw e;
            } catch (RuntimeException | StackOverflowError e) {
                // Or the policy around it would be blamed, and skipped if it is lenient.
                throw new GatewayException(new Failure.Internal(), e);
            }
            // A policy may throw on the way back: the exchange closes what the policy then no
            // longer can.
            exchange.onClose(reply::close);
            return reply;
        }
    }

    private record Strict(String name, Policy policy, long bufferLimit, Next next) implements Next {
        @Override
        public Reply proceed(Exchange exchange) {
            if (bufferLimit >= 0) {
                exchange.buffer(bufferLimit);
            }
            try {
                return policy.apply(exchange, next);
            } catch (GatewayException e) {
                throw e;
            } catch (RuntimeException | StackOverflowError e) {
                throw new GatewayException(new Failure.PolicyFailed(name), e);
            }
        }
    }

    private record Lenient(Step step, Next next, GatewayListener listener) implements Next {
        @Override
        public Reply proceed(Exchange exchange) {
            var rest = new Remembering(next);
            long limit = bufferLimit(step.policy());
            if (limit >= 0) {
                exchange.buffer(limit);
            }
            try {
                return step.policy().apply(exchange, rest);
            } catch (GatewayException e) {
                throw e;
            } catch (RuntimeException | StackOverflowError e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "policy " + step.name() + " threw and is skipped",
                        e);
                listener.policySkipped(exchange, step.name(), e);
                return rest.outcome(exchange);
            }
        }
    }

    /**
     * Keeps what the rest of the chain answered or threw, so that a policy which throws on the way
     * back is skipped without sending the request twice.
     */
    private static final class Remembering implements Next {
        private final Next next;
        private @Nullable Reply reply;
        private @Nullable GatewayException failure;

        Remembering(Next next) {
            this.next = next;
        }

        @Override
        public Reply proceed(Exchange exchange) {
            try {
                Reply got = next.proceed(exchange);
                reply = got;
                return got;
            } catch (GatewayException e) {
                failure = e;
                throw e;
            }
        }

        Reply outcome(Exchange exchange) {
            if (reply != null) {
                return reply;
            }
            if (failure != null) {
                throw failure;
            }
            return next.proceed(exchange);
        }
    }
}
