// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import static dev.martlet.server.upstream.ScriptedTransports.reply;
import static dev.martlet.server.upstream.Services.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Attempt;
import dev.martlet.core.Deadline;
import dev.martlet.core.Reply;
import dev.martlet.server.upstream.ServiceSettings.Retry;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** How many retries there may be, and how long to wait before one. */
class RetryLimitsTest {
    private static final EndpointAddress A = address(1);
    private static final EndpointAddress B = address(2);
    private static final EndpointAddress C = address(3);

    private final ScriptedTransports transports = new ScriptedTransports();
    private final Services services = Services.of(transports, A, B, C);

    @Test
    void withoutBudgetNothingIsRepeated() {
        services.retry = budgeted(5, 0);
        all(_ -> reply(503));

        services.make().send(Calls.get(), Deadline.NONE).close();

        assertThat(transports.asked).hasSize(1);
    }

    @Test
    void retriesStayWithinTheBudgetUnderLoad() {
        services.retry = attempts(5);
        all(_ -> reply(503));
        Service service = services.make();

        for (int i = 0; i < 1000; i++) {
            service.send(Calls.get(), Deadline.NONE).close();
        }

        // 200 are the share; the window may have turned once, with its minimum.
        assertThat(service.status().retries()).isBetween(100L, 210L);
        assertThat(transports.asked).hasSize(1000 + (int) service.status().retries());
    }

    @Test
    void aWaitThatWouldOutlastTheDeadlineIsNotBegun() {
        services.retry = waiting(Duration.ofHours(1));
        all(_ -> reply(503, "3600"));
        Service service = services.make();

        try (Reply reply =
                service.send(
                        Calls.get(), Deadline.after(Duration.ofSeconds(5), System.nanoTime()))) {
            assertThat(reply.status().code()).isEqualTo(503);
        }
        assertThat(transports.asked).hasSize(1);
    }

    @Test
    void retryAfterIsHonouredUpToTheLongestBackoff() {
        RetryRules rules = rules(Duration.ofMillis(25), Duration.ofSeconds(2));

        assertThat(rules.backoff(1, reply(503, "1"))).isEqualTo(1_000_000_000L);
        assertThat(rules.backoff(1, reply(503, "90"))).isEqualTo(2_000_000_000L);
        assertThat(rules.backoff(1, reply(503, "Thu, 01 Jan 2026 00:00:01 GMT")))
                .isEqualTo(1_000_000_000L);
        assertThat(rules.backoff(1, reply(503, "soon"))).isLessThanOrEqualTo(25_000_000L);
    }

    @Test
    void backoffIsJitteredOverAWindowThatDoublesUpToItsBound() {
        RetryRules rules = rules(Duration.ofNanos(1000), Duration.ofNanos(3000));

        assertThat(largest(rules, 1)).isBetween(950L, 1000L);
        assertThat(largest(rules, 2)).isBetween(1900L, 2000L);
        assertThat(largest(rules, 3)).isBetween(2850L, 3000L);
        assertThat(largest(rules, 60)).isBetween(2850L, 3000L);
    }

    private void all(Function<Attempt, Reply> script) {
        List.of(A, B, C).forEach(each -> transports.script(each, script));
    }

    private static Retry attempts(int attempts) {
        return budgeted(attempts, 0.2);
    }

    private static Retry budgeted(int attempts, double budget) {
        return retry(attempts, budget, Duration.ZERO, Duration.ZERO);
    }

    private static Retry waiting(Duration most) {
        return retry(2, 0.2, Duration.ZERO, most);
    }

    private static Retry retry(int attempts, double budget, Duration backoff, Duration most) {
        Retry defaults = Retry.DEFAULTS;
        return new Retry(
                attempts,
                defaults.on(),
                defaults.statuses(),
                defaults.methods(),
                budget,
                backoff,
                most);
    }

    private static RetryRules rules(Duration backoff, Duration most) {
        return new RetryRules(
                retry(5, 0.2, backoff, most),
                new Chance(Services.seeded(1)),
                () -> Services.WALL_TIME);
    }

    private static long largest(RetryRules rules, int tries) {
        long largest = 0;
        for (int i = 0; i < 1000; i++) {
            largest = Math.max(largest, rules.backoff(tries));
        }
        return largest;
    }
}
