// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import static dev.martlet.server.upstream.ScriptedTransports.fails;
import static dev.martlet.server.upstream.ScriptedTransports.reply;
import static dev.martlet.server.upstream.Services.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.martlet.core.Attempt;
import dev.martlet.core.Body;
import dev.martlet.core.Call;
import dev.martlet.core.Deadline;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.GatewayListener;
import dev.martlet.core.Payload;
import dev.martlet.core.Reply;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.server.upstream.ServiceSettings.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceRetryTest {
    private static final EndpointAddress A = address(1);
    private static final EndpointAddress B = address(2);
    private static final EndpointAddress C = address(3);
    private static final Failure CONNECT = new UpstreamFailure.Connect("orders");
    private static final Failure RESET = new UpstreamFailure.Reset("orders", false);
    private static final Failure UNPROCESSED = new UpstreamFailure.Reset("orders", true);
    private static final Failure TIMEOUT = new UpstreamFailure.Timeout("orders", "try");

    private final ScriptedTransports transports = new ScriptedTransports();
    private final Services services = Services.of(transports, A, B, C);

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void aRetryableStatusOfASafeMethodIsTriedElsewhere(int status) {
        failFirst(_ -> reply(status));

        try (Reply reply = send(Calls.get())) {
            assertThat(reply.status().code()).isEqualTo(200);
        }
        assertThat(transports.asked).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void aReplyThatIsNotUsedIsClosed() {
        failFirst(_ -> reply(503));

        Reply reply = send(Calls.get());

        assertThat(transports.openReplies).hasValue(1);
        reply.close();
        assertThat(transports.openReplies).hasValue(0);
    }

    @Test
    void anEndpointThatWasTriedIsTakenAgainOnlyWhenAllWere() {
        all(_ -> reply(503));
        services.retry = attempts(6);

        send(Calls.get()).close();

        assertThat(transports.asked).hasSize(6);
        assertThat(transports.asked.subList(0, 3)).doesNotHaveDuplicates();
    }

    @Test
    void theLastReplyIsPassedOnWhenTriesAreUsedUp() {
        all(_ -> reply(503));

        try (Reply reply = send(Calls.get())) {
            assertThat(reply.status().code()).isEqualTo(503);
        }
        assertThat(transports.asked).hasSize(2);
    }

    @Test
    void aRetryableStatusOfAMethodThatMayHaveActedIsPassedOn() {
        failFirst(_ -> reply(503));

        try (Reply reply = send(Calls.of("POST", Payload.NONE))) {
            assertThat(reply.status().code()).isEqualTo(503);
        }
        assertThat(transports.asked).hasSize(1);
    }

    @Test
    void aStatusThatIsNotListedIsPassedOn() {
        failFirst(_ -> reply(500));

        try (Reply reply = send(Calls.get())) {
            assertThat(reply.status().code()).isEqualTo(500);
        }
    }

    @Test
    void aConnectFailureIsSafeForEveryMethod() {
        failFirst(fails(CONNECT));

        send(Calls.of("POST", new Payload.Buffered(new byte[3]))).close();

        assertThat(transports.asked).hasSize(2);
    }

    @Test
    void aResetIsNotRepeatedForAMethodThatMayHaveActed() {
        failFirst(fails(RESET));

        assertThat(failureOf(Calls.of("POST", Payload.NONE))).isEqualTo(RESET);
        assertThat(transports.asked).hasSize(1);
    }

    @Test
    void aResetIsRepeatedForASafeMethod() {
        failFirst(fails(RESET));

        send(Calls.get()).close();

        assertThat(transports.asked).hasSize(2);
    }

    @Test
    void aTimedOutTryIsRepeatedForASafeMethod() {
        failFirst(fails(TIMEOUT));

        send(Calls.get()).close();

        assertThat(transports.asked).hasSize(2);
    }

    @Test
    void anUnprocessedRequestIsRepeatedOnceWhateverTheSettingsSay() {
        services.retry = budgeted(1, 0.2);
        failFirst(fails(UNPROCESSED));

        send(Calls.of("POST", Payload.NONE)).close();

        assertThat(transports.asked).hasSize(2);
    }

    @Test
    void anUnprocessedRequestIsNotRepeatedForEver() {
        services.retry = budgeted(1, 0.2);
        all(fails(UNPROCESSED));

        assertThat(failureOf(Calls.get())).isEqualTo(UNPROCESSED);
        assertThat(transports.asked).hasSize(2);
    }

    @Test
    void aStreamThatWasOpenedIsNeverSentAgain() {
        failFirst(attempt -> {
            attempt.call().payload().open();
            throw new GatewayException(CONNECT);
        });
        var call = Calls.of("PUT", new Payload.Streaming(Body.of(new byte[3])));

        assertThat(failureOf(call)).isEqualTo(CONNECT);
        assertThat(transports.asked).hasSize(1);
    }

    @Test
    void aStreamThatWasNotOpenedIsSentElsewhere() {
        failFirst(fails(CONNECT));

        send(Calls.of("POST", new Payload.Streaming(Body.of(new byte[3])))).close();

        assertThat(transports.asked).hasSize(2);
    }

    @Test
    void anInvalidReplyIsNotRepeated() {
        all(fails(new UpstreamFailure.Protocol("orders")));

        assertThat(failureOf(Calls.get())).isInstanceOf(UpstreamFailure.Protocol.class);
        assertThat(transports.asked).hasSize(1);
    }

    @Test
    void aFullPoolSendsTheCallElsewhereButNotBack() {
        services.retry = attempts(9);
        all(fails(new Failure.Overloaded("full", null)));

        assertThat(failureOf(Calls.of("POST", Payload.NONE)))
                .isInstanceOf(Failure.Overloaded.class);
        assertThat(transports.asked).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void cancellationEndsTheWaitAtOnce() throws Exception {
        services.retry = waiting(Duration.ofHours(1));
        services.requestTimeout = Duration.ofDays(1);
        var answered = new CountDownLatch(1);
        all(_ -> {
            answered.countDown();
            return reply(503, "86400");
        });
        Service service = services.make();
        Call call = Calls.get();
        var failure = new FutureTask<>(() -> failureOf(service, call));
        Thread.ofVirtual().start(failure);
        assertThat(answered.await(10, TimeUnit.SECONDS)).isTrue();

        call.exchange().cancellation().cancel(new Failure.ClientGone());

        assertThat(failure.get(10, TimeUnit.SECONDS)).isEqualTo(new Failure.ClientGone());
        assertThat(transports.openReplies).hasValue(0);
        assertThat(transports.asked).hasSize(1);
    }

    @Test
    void aCancelledTryIsNoFailureOfItsEndpoint() {
        services.outlier = new ServiceSettings.Outlier(1, Duration.ofHours(1), 1);
        all(attempt -> {
            attempt.call().exchange().cancellation().cancel(new Failure.ClientGone());
            throw new GatewayException(RESET);
        });
        Service service = services.make();

        assertThat(failureOf(service, Calls.get())).isEqualTo(new Failure.ClientGone());

        assertThat(transports.asked).hasSize(1);
        assertThat(service.status().endpoints()).allMatch(each -> each.healthy());
        assertThat(service.status().endpoints()).allMatch(each -> each.failures() == 0);
    }

    @Test
    void eachTryHasItsOwnDeadlineWithinThatOfTheCall() {
        services.nanoTime = () -> 1_000;
        services.tryTimeout = Duration.ofNanos(500);
        List<Long> deadlines = new ArrayList<>();
        all(attempt -> {
            deadlines.add(attempt.deadline().nanos());
            return reply(200);
        });
        Service service = services.make();

        service.send(Calls.get(), Deadline.NONE).close();
        service.send(Calls.get(), new Deadline(1_200)).close();
        Call routed = Calls.get();
        routed.exchange().deadline(new Deadline(1_100));
        service.send(routed, Deadline.NONE).close();

        assertThat(deadlines).containsExactly(1_500L, 1_200L, 1_100L);
    }

    @Test
    void aTimeOutOfTheWholeCallIsCalledSo() {
        long[] now = {0};
        services.nanoTime = () -> now[0];
        services.requestTimeout = Duration.ofNanos(100);
        all(_ -> {
            now[0] += 100;
            throw new GatewayException(TIMEOUT);
        });

        assertThat(failureOf(Calls.get()))
                .isEqualTo(new UpstreamFailure.Timeout("orders", "request"));
    }

    @Test
    void theListenerHearsOfEveryTry() {
        List<String> heard = new ArrayList<>();
        services.listener =
                new GatewayListener() {
                    @Override
                    public void attempted(Attempt attempt, int status) {
                        heard.add(attempt.number() + ":" + status);
                    }
                };
        services.retry = attempts(3);
        int[] tries = {0};
        all(_ -> {
            if (tries[0]++ == 0) {
                throw new GatewayException(CONNECT);
            }
            return reply(tries[0] == 2 ? 503 : 200);
        });

        send(Calls.get()).close();

        assertThat(heard).containsExactly("1:0", "2:503", "3:200");
    }

    @Test
    void aTransportThatThrowsABugLeavesNothingInFlight() {
        all(_ -> {
            throw new IllegalStateException("bug");
        });
        Service service = services.make();

        assertThatThrownBy(() -> service.send(Calls.get(), Deadline.NONE))
                .isInstanceOf(IllegalStateException.class);

        assertThat(service.status().inFlight()).isZero();
    }

    private Reply send(Call call) {
        return services.make().send(call, Deadline.NONE);
    }

    private Failure failureOf(Call call) {
        return failureOf(services.make(), call);
    }

    private static Failure failureOf(Service service, Call call) {
        return catchThrowableOfType(GatewayException.class, () -> service.send(call, Deadline.NONE))
                .failure();
    }

    private void all(Function<Attempt, Reply> script) {
        List.of(A, B, C).forEach(each -> transports.script(each, script));
    }

    /** The first try fails, whichever endpoint it goes to. */
    private void failFirst(Function<Attempt, Reply> script) {
        all(attempt -> attempt.number() == 1 ? script.apply(attempt) : reply(200));
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
}
