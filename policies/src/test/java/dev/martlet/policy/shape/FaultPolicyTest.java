// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.shape;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.Deadline;
import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.config.Percent;
import dev.martlet.policy.Trial;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultPolicyTest {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofMinutes(10);

    @ParameterizedTest(name = "a draw of {1} with a share of {0}")
    @CsvSource({"0.01, 0.009, 503", "0.01, 0.01, 200", "0, 0, 200", "1, 0.999999, 503"})
    void aShareOfTheRequestsIsAborted(double share, double draw, int status) {
        var policy = new FaultPolicy(abort(share), draws(draw));

        Trial.Result result = Trial.of("GET", "/").through(policy);

        assertThat(result.status()).isEqualTo(status);
        assertThat(result.targetCalls()).isEqualTo(status == 200 ? 1 : 0);
        assertThat(result.failure() instanceof Failure.Injected).isEqualTo(status == 503);
    }

    @ParameterizedTest(name = "a draw of {0}")
    @CsvSource({"0.4, true", "0.6, false"})
    void aShareOfTheRequestsWaits(double draw, boolean waits) {
        var policy = new FaultPolicy(delay(SHORT, 0.5), draws(draw));
        long start = System.nanoTime();

        Trial.Result result = Trial.of("GET", "/").through(policy);

        assertThat(result.status()).isEqualTo(200);
        if (waits) {
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos());
        }
    }

    @Test
    void thoseThatDoNotWaitDoNotWait() {
        var policy = new FaultPolicy(delay(LONG, 0.5), draws(0.6));

        assertThat(CompletableFuture.supplyAsync(() -> Trial.of("GET", "/").through(policy)))
                .succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void delayAndAbortAreDrawnApart() {
        var config =
                new FaultConfig(
                        new FaultConfig.Delay(SHORT, new Percent(0.5)),
                        new FaultConfig.Abort(500, new Percent(0.5)));

        assertThat(through(config, 0.1, 0.9).status()).isEqualTo(200);
        assertThat(through(config, 0.9, 0.1).status()).isEqualTo(500);
    }

    @Test
    void aRequestThatWaitsStopsWhenTheClientHasGone() throws InterruptedException {
        var policy = new FaultPolicy(delay(LONG, 1), draws(0));
        Trial trial = Trial.of("GET", "/");
        Exchange exchange = trial.exchange();
        var result = new CompletableFuture<Trial.Result>();
        Thread waiting =
                Thread.startVirtualThread(() -> result.complete(trial.run(exchange, policy)));
        Awaitility.await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

        exchange.cancellation().cancel(new Failure.ClientGone());

        assertThat(result).succeedsWithin(Duration.ofSeconds(30));
        assertThat(result.join().failure()).isEqualTo(new Failure.ClientGone());
        assertThat(result.join().targetCalls()).isZero();
    }

    @Test
    void aRequestThatWasCancelledBeforeDoesNotWait() {
        var policy = new FaultPolicy(delay(LONG, 1), draws(0));
        Trial trial = Trial.of("GET", "/");
        Exchange exchange = trial.exchange();
        exchange.cancellation().cancel(new Failure.Draining());

        assertThat(trial.run(exchange, policy).failure()).isEqualTo(new Failure.Draining());
    }

    @Test
    void nobodyWaitsBeyondTheDeadline() {
        var policy = new FaultPolicy(delay(LONG, 1), draws(0));
        Trial trial = Trial.of("GET", "/");
        Exchange exchange = trial.exchange();
        exchange.deadline(Deadline.after(SHORT, System.nanoTime()));

        assertThat(CompletableFuture.supplyAsync(() -> trial.run(exchange, policy).status()))
                .succeedsWithin(Duration.ofSeconds(30))
                .isEqualTo(200);
    }

    @Test
    void aThreadThatIsInterruptedStopsWaiting() throws InterruptedException {
        var policy = new FaultPolicy(delay(LONG, 1), draws(0));
        var thrown = new CompletableFuture<Failure>();
        var started = new CountDownLatch(1);
        Thread waiting =
                Thread.startVirtualThread(() -> {
                    started.countDown();
                    try {
                        policy.apply(Trial.of("GET", "/").exchange(), x -> null);
                    } catch (GatewayException e) {
                        thrown.complete(e.failure());
                    }
                });
        assertThat(started.await(30, SECONDS)).isTrue();

        waiting.interrupt();

        assertThat(thrown).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(new Failure.Draining());
    }

    @Test
    void noFaultAtAllIsAMistake() {
        assertThatThrownBy(() -> new FaultConfig(null, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Trial.Result through(FaultConfig config, double... draws) {
        return Trial.of("GET", "/").through(new FaultPolicy(config, draws(draws)));
    }

    private static FaultConfig abort(double share) {
        return new FaultConfig(null, new FaultConfig.Abort(503, new Percent(share)));
    }

    private static FaultConfig delay(Duration time, double share) {
        return new FaultConfig(new FaultConfig.Delay(time, new Percent(share)), null);
    }

    private static RandomGenerator draws(double... values) {
        Queue<Double> left = new ArrayDeque<>(Arrays.stream(values).boxed().toList());
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new AssertionError("draws are doubles");
            }

            @Override
            public double nextDouble() {
                return left.remove();
            }
        };
    }
}
