// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.shape;

import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Next;
import dev.martlet.core.Policy;
import dev.martlet.core.PolicyKind;
import dev.martlet.core.Reply;
import dev.martlet.core.Stage;
import dev.martlet.core.config.Percent;
import io.helidon.http.Status;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes a share of the requests wait, or fail. A request that waits holds nothing but its virtual
 * thread; it stops waiting when it is cancelled, and at its deadline.
 */
public final class FaultPolicy implements Policy {
    /** {@code kind: fault}. */
    public static final PolicyKind<FaultConfig> KIND =
            new PolicyKind<>(
                    "fault",
                    Stage.SHAPE,
                    FaultConfig.class,
                    (config, context) -> new FaultPolicy(config, context.random()));

    private final FaultConfig.@Nullable Delay delay;
    private final FaultConfig.@Nullable Abort abort;
    private final RandomGenerator random;

    FaultPolicy(FaultConfig config, RandomGenerator random) {
        this.delay = config.delay();
        this.abort = config.abort();
        this.random = random;
    }

    @Override
    public Reply apply(Exchange exchange, Next next) {
        if (delay != null && hits(delay.share())) {
            long left = exchange.deadline().remaining(System.nanoTime());
            await(exchange, Math.min(delay.time().toNanos(), left));
        }
        if (abort != null && hits(abort.share())) {
            throw new GatewayException(new Failure.Injected(Status.create(abort.status())));
        }
        return next.proceed(exchange);
    }

    private boolean hits(Percent share) {
        return random.nextDouble() < share.fraction();
    }

    private static void await(Exchange exchange, long nanos) {
        var cancelled = new CountDownLatch(1);
        Runnable wake = cancelled::countDown;
        exchange.cancellation().onCancel(wake);
        try {
            if (cancelled.await(nanos, TimeUnit.NANOSECONDS)) {
                exchange.cancellation().check();
            }
        } catch (InterruptedException e) {
            // Threads of exchanges are interrupted for one reason only: the server ends.
            Thread.currentThread().interrupt();
            throw new GatewayException(new Failure.Draining(), e);
        } finally {
            exchange.cancellation().remove(wake);
        }
    }
}
