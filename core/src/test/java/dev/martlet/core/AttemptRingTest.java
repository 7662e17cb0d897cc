// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.AttemptPolicy.AttemptNext;
import io.helidon.http.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AttemptRingTest {
    private final List<String> seen = new ArrayList<>();
    private final AtomicInteger closed = new AtomicInteger();
    private final AttemptNext send =
            attempt -> {
                seen.add("send " + attempt.number());
                return FullReply.empty(Status.OK_200).onClose(closed::incrementAndGet);
            };

    @Test
    void policiesRunFromTheOutermostToTheSendAndAgainForEveryTry() {
        var ring = new AttemptRing(List.of(passing("a"), passing("b")), send);
        ring.run(attempt(1));
        ring.run(attempt(2));
        assertThat(seen).containsExactly("a", "b", "send 1", "a", "b", "send 2");
        assertThat(closed).hasValue(0);
    }

    @Test
    void aPolicyThatDoesNotProceedIsABugAndItsReplyIsClosed() {
        Reply own = FullReply.empty(Status.OK_200).onClose(closed::incrementAndGet);
        var ring = new AttemptRing(List.of((attempt, next) -> own), send);
        assertThatThrownBy(() -> ring.run(attempt(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("exactly one call");
        assertThat(closed).hasValue(1);
        assertThat(seen).isEmpty();
    }

    @Test
    void aPolicyThatProceedsTwiceIsABugAndTheFirstReplyIsClosed() {
        AttemptPolicy twice =
                (attempt, next) -> {
                    next.proceed(attempt);
                    return next.proceed(attempt);
                };
        var ring = new AttemptRing(List.of(twice), send);
        assertThatThrownBy(() -> ring.run(attempt(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("called twice");
        assertThat(seen).containsExactly("send 1");
        assertThat(closed).hasValue(1);
    }

    @Test
    void aPolicyThatThrowsOnTheWayBackLeavesNoReplyOpen() {
        AttemptPolicy broken =
                (attempt, next) -> {
                    next.proceed(attempt);
                    throw new IllegalArgumentException("bug");
                };
        var ring = new AttemptRing(List.of(passing("a"), broken, passing("b")), send);
        assertThatThrownBy(() -> ring.run(attempt(1))).hasMessage("bug");
        assertThat(closed).hasValue(1);
    }

    @Test
    void aFailureOfTheSendPassesThroughAllPolicies() {
        var failure = new GatewayException(new UpstreamFailure.Connect("orders"));
        AttemptPolicy counting =
                (attempt, next) -> {
                    try {
                        return next.proceed(attempt);
                    } catch (GatewayException e) {
                        seen.add(e.failure().reason());
                        throw e;
                    }
                };
        var ring =
                new AttemptRing(
                        List.of(counting, counting),
                        attempt -> {
                            throw failure;
                        });
        assertThatThrownBy(() -> ring.run(attempt(1))).isSameAs(failure);
        assertThat(seen).containsExactly("upstream_connect", "upstream_connect");
    }

    @Test
    void triesCountFromOne() {
        assertThatThrownBy(() -> attempt(0)).hasMessage("number: 0 (expected: >= 1)");
    }

    private AttemptPolicy passing(String name) {
        return (attempt, next) -> {
            seen.add(name);
            return next.proceed(attempt);
        };
    }

    private static Attempt attempt(int number) {
        Exchange exchange = Fixture.exchange("GET", "http://h/");
        var call = new Call(exchange, exchange.request(), Payload.NONE);
        return new Attempt(call, number, () -> "http://10.0.0.1:80", Deadline.NONE);
    }
}
