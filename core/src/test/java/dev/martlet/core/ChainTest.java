// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.Chain.Step;
import dev.martlet.core.config.OnError;
import io.helidon.http.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ChainTest {
    private final List<String> seen = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private final FullReply reply = FullReply.empty(Status.OK_200);
    private final IllegalStateException bug = new IllegalStateException("bug");
    private final GatewayListener listener =
            new GatewayListener() {
                @Override
                public void policySkipped(Exchange exchange, String policy, Throwable cause) {
                    skipped.add(policy + ": " + cause.getMessage());
                }
            };
    private Exchange exchange = Fixture.exchange("GET", "http://h/");
    private Next answer =
            any -> {
                seen.add("target");
                return reply;
            };

    @Test
    void policiesRunFromTheOutermostToTheTargetAndBack() {
        assertThat(run(strict("a", passing("a")), strict("b", passing("b")))).isSameAs(reply);
        assertThat(seen).containsExactly("a", "b", "target", "b back", "a back");
        assertThat(exchange.timeline().has(Moment.TARGET)).isTrue();
    }

    @Test
    void aPolicyMayAnswerByItself() {
        FullReply own = FullReply.empty(Status.NO_CONTENT_204);
        assertThat(run(strict("a", (any, next) -> own), strict("b", passing("b")))).isSameAs(own);
        assertThat(seen).isEmpty();
    }

    @Test
    void aPolicyThatThrowsRefusesTheRequest() {
        assertThatThrownBy(() -> run(strict("a", passing("a")), strict("guard", throwing())))
                .isInstanceOf(GatewayException.class)
                .hasCause(bug)
                .satisfies(
                        e -> assertThat(failure(e)).isEqualTo(new Failure.PolicyFailed("guard")));
        assertThat(seen).containsExactly("a");
    }

    @Test
    void aPolicyThatRunsOutOfStackRefusesTheRequest() {
        Policy endless =
                (any, next) -> {
                    throw new StackOverflowError();
                };
        assertThatThrownBy(() -> run(strict("deep", endless)))
                .satisfies(e -> assertThat(failure(e)).isEqualTo(new Failure.PolicyFailed("deep")));
    }

    @Test
    void aFailureThatAPolicyDecidesOnPassesUnchanged() {
        var refused = new GatewayException(new Failure.Forbidden("no"));
        Policy refusing =
                (any, next) -> {
                    throw refused;
                };
        assertThatThrownBy(() -> run(strict("a", refusing))).isSameAs(refused);
        assertThatThrownBy(() -> run(lenient("a", refusing))).isSameAs(refused);
        assertThat(skipped).isEmpty();
        assertThat(seen).isEmpty();
    }

    @Test
    void aReplyIsClosedWithTheExchangeWhenAPolicyThrowsOnTheWayBack() {
        var closed = new AtomicInteger();
        reply.onClose(closed::incrementAndGet);
        assertThatThrownBy(() -> run(strict("a", throwingOnTheWayBack())))
                .isInstanceOf(GatewayException.class);
        assertThat(closed).hasValue(0);
        exchange.close();
        assertThat(closed).hasValue(1);
    }

    @Test
    void aLenientPolicyThatThrowsBeforeItProceedsIsSkippedAndCounted() {
        assertThat(run(strict("a", passing("a")), lenient("tag", throwing()))).isSameAs(reply);
        assertThat(seen).containsExactly("a", "target", "a back");
        assertThat(skipped).containsExactly("tag: bug");
    }

    @Test
    void aLenientPolicyThatThrowsOnTheWayBackIsSkippedWithoutSendingTwice() {
        assertThat(run(lenient("tag", throwingOnTheWayBack()), strict("b", passing("b"))))
                .isSameAs(reply);
        assertThat(seen).containsExactly("b", "target", "b back");
        assertThat(skipped).containsExactly("tag: bug");
    }

    @Test
    void aTargetThatThrowsIsNotTheFaultOfAPolicyAndIsNotAskedTwice() {
        answer =
                any -> {
                    seen.add("target");
                    throw bug;
                };
        assertThatThrownBy(() -> run(lenient("tag", passing("tag")), strict("b", passing("b"))))
                .hasCause(bug)
                .satisfies(e -> assertThat(failure(e)).isEqualTo(new Failure.Internal()));
        assertThat(seen).containsExactly("tag", "b", "target");
        assertThat(skipped).isEmpty();
    }

    @Test
    void aLenientPolicyThatThrowsOverAFailureDoesNotSendTwice() {
        var gone = new GatewayException(new UpstreamFailure.Reset("orders", false));
        answer =
                any -> {
                    seen.add("target");
                    throw gone;
                };
        Policy clumsy =
                (any, next) -> {
                    try {
                        return next.proceed(any);
                    } catch (GatewayException e) {
                        throw new IllegalStateException("while handling", e);
                    }
                };
        assertThatThrownBy(() -> run(lenient("clumsy", clumsy))).isSameAs(gone);
        assertThat(seen).containsExactly("target");
        assertThat(skipped).containsExactly("clumsy: while handling");
    }

    @Test
    void aBodyIsBufferedWhenTheFirstPolicyThatNeedsItIsReached() {
        exchange = Fixture.exchange("POST", "http://h/", streaming(new byte[10]));
        Policy looking =
                buffering(
                        10,
                        (any, next) -> {
                            seen.add(any.payload().getClass().getSimpleName());
                            return next.proceed(any);
                        });
        Policy before =
                (any, next) -> {
                    seen.add(any.payload().getClass().getSimpleName());
                    return next.proceed(any);
                };
        run(strict("before", before), strict("looking", looking));
        assertThat(seen).containsExactly("Streaming", "Buffered", "target");
    }

    @Test
    void aBodyAboveTheLimitIsRefusedBeforeThePolicyRunsWhateverOnErrorSays() {
        for (OnError onError : OnError.values()) {
            exchange = Fixture.exchange("POST", "http://h/", streaming(new byte[11]));
            Policy looking = buffering(10, passing("looking"));
            assertThatThrownBy(() -> run(new Step("looking", looking, onError)))
                    .satisfies(e ->
                            assertThat(failure(e))
                                    .isEqualTo(new RequestFailure.PayloadTooLarge(10)));
        }
        assertThat(seen).isEmpty();
        assertThat(skipped).isEmpty();
    }

    private Reply run(Step... steps) {
        LocalTarget target =
                new LocalTarget() {
                    @Override
                    public Reply answer(Exchange any) {
                        return answer.proceed(any);
                    }

                    @Override
                    public String describe() {
                        return "test";
                    }
                };
        return Chain.of(List.of(steps), target, listener).proceed(exchange);
    }

    private static Step strict(String name, Policy policy) {
        return new Step(name, policy, OnError.DENY);
    }

    private static Step lenient(String name, Policy policy) {
        return new Step(name, policy, OnError.ALLOW);
    }

    private Policy passing(String name) {
        return (any, next) -> {
            seen.add(name);
            Reply got = next.proceed(any);
            seen.add(name + " back");
            return got;
        };
    }

    private Policy throwing() {
        return (any, next) -> {
            throw bug;
        };
    }

    private Policy throwingOnTheWayBack() {
        return (any, next) -> {
            next.proceed(any);
            throw bug;
        };
    }

    private static Policy buffering(long limit, Policy policy) {
        return new Policy() {
            @Override
            public Reply apply(Exchange any, Next next) {
                return policy.apply(any, next);
            }

            @Override
            public BodyNeed body() {
                return BodyNeed.buffer(limit);
            }
        };
    }

    private static Payload streaming(byte[] bytes) {
        return new Payload.Streaming(
                new FilterBody(Body.of(bytes)) {
                    @Override
                    public long length() {
                        return -1;
                    }
                });
    }

    private static Failure failure(Throwable e) {
        return ((GatewayException) e).failure();
    }
}
