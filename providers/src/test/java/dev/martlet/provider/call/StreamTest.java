// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import static dev.martlet.provider.call.Script.DONE;
import static dev.martlet.provider.call.Script.breaksOff;
import static dev.martlet.provider.call.Script.error;
import static dev.martlet.provider.call.Script.role;
import static dev.martlet.provider.call.Script.silent;
import static dev.martlet.provider.call.Script.stop;
import static dev.martlet.provider.call.Script.stream;
import static dev.martlet.provider.call.Script.tells;
import static dev.martlet.provider.call.Script.text;
import static dev.martlet.provider.call.Script.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import dev.martlet.provider.call.Script.Then;
import dev.martlet.provider.call.Trial.Got;
import dev.martlet.provider.usage.UsageRecord.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What the client of a stream gets, and when. */
class StreamTest {
    private final FakeProvider first = new FakeProvider("first", silent());
    private final FakeProvider second = new FakeProvider("second", silent());
    private final Trial trial = new Trial();

    @Test
    void aStreamIsDeclaredAsOneThatNobodyMayHoldBack() {
        first.plays(tells("first-model", "hi"));
        Got got = trial.targets(first).get(true);
        assertThat(got.header("content-type")).isEqualTo("text/event-stream");
        assertThat(got.header("cache-control")).isEqualTo("no-cache");
        assertThat(got.header("x-accel-buffering")).isEqualTo("no");
    }

    @Test
    void theProviderIsAskedForUsageThatTheClientDoesNotSee() {
        first.plays(tells("first-model", "hi"));
        Got got = trial.targets(first).get(true);
        assertThat(first.body(0))
                .isEqualTo(
                        "{\"model\":\"first-model\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],"
                                + "\"stream\":true,\"x_unknown\":1.50,"
                                + "\"stream_options\":{\"include_usage\":true}}");
        assertThat(got.body()).doesNotContain("usage").doesNotContain("prompt_tokens");
        assertThat(got.body())
                .isEqualTo(
                        (role("first-model") + text("first-model", "hi") + stop("first-model"))
                                        .replace(",\"usage\":null", "")
                                + DONE);
        assertThat(trial.used)
                .singleElement()
                .satisfies(used -> assertThat(used.tokens().input()).isEqualTo(7));
    }

    @Test
    void whatTheClientAsksForItGetsByteForByte() {
        first.plays(tells("first-model", "hi"));
        Got got =
                trial.targets(first)
                        .get(
                                """
                                {"model":"smart","stream":true,"stream_options":{"include_usage":true},\
                                "messages":[{"role":"user","content":"x"}]}\
                                """);
        assertThat(got.body())
                .isEqualTo(
                        role("first-model")
                                + text("first-model", "hi")
                                + stop("first-model")
                                + usage("first-model")
                                + DONE);
    }

    @Test
    void aWholeRequestKeepsItsBytesButForTheModel() {
        first.plays(Script.says("first-model", "hi"));
        trial.targets(first)
                .get("{ \"messages\" : [],\n\"n\":1.0e0, \"model\":\"smart\",\"zz\":[1,  2] }");
        assertThat(first.body(0))
                .isEqualTo(
                        "{ \"messages\" : [],\n\"n\":1.0e0, \"model\":\"first-model\",\"zz\":[1,  2] }");
        assertThat(first.header(0, "x-extra")).isEqualTo("yes");
        assertThat(first.calls.getFirst().head().path()).isEqualTo("/v1/chat/completions");
    }

    @Test
    void aClientsOwnKeyNeverReachesAProvider() {
        trial.headers =
                java.util.Map.of("authorization", "Bearer mine", "cookie", "a=b", "x-api-key", "k");
        first.plays(Script.says("first-model", "hi"));
        trial.targets(first).get(false);
        assertThat(first.header(0, "authorization")).isEqualTo("Bearer secret-1");
        assertThat(first.header(0, "cookie")).isNull();
        assertThat(first.header(0, "x-api-key")).isNull();
    }

    @Test
    void commentsKeepASilentStreamAlive() throws IOException {
        trial.keepAlive = Duration.ofMillis(20);
        first.plays(breaksOff(Then.STALL, "first-model", "one "));
        try (Reply reply = trial.targets(first).ask(Trial.request(true, "hello"))) {
            String start = readUntil(reply, ": keep-alive\n\n: keep-alive\n\n");
            assertThat(start).contains("one ");
        }
        assertThat(trial.used)
                .singleElement()
                .satisfies(used -> {
                    assertThat(used.outcome()).isEqualTo(Outcome.CANCELLED);
                    assertThat(used.estimated()).isTrue();
                    assertThat(used.tokens().output()).isPositive();
                });
    }

    @Test
    void commentsKeepAStreamAliveBeforeItsFirstToken() throws IOException {
        trial.keepAlive = Duration.ofMillis(20);
        trial.firstToken = Duration.ofMillis(150);
        first.plays(breaksOff(Then.STALL, "first-model"));
        second.plays(tells("second-model", "good ", "answer"));
        Got got = trial.targets(first, second).get(true);
        assertThat(got.body()).startsWith(": keep-alive\n\n");
        assertThat(got.text()).isEqualTo("good answer");
        assertThat(got.body()).endsWith("data: [DONE]\n\n").doesNotContain("first-model");
    }

    @Test
    void onceTheStatusIsGoneAFailureIsToldWithinTheStream() {
        trial.keepAlive = Duration.ofMillis(20);
        trial.firstByte = Duration.ofMillis(100);
        Got got = trial.targets(first).get(true);
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.body()).startsWith(": keep-alive\n\n").contains("\"error\"");
        assertThat(got.body()).doesNotContain("[DONE]");
        assertThat(trial.used)
                .singleElement()
                .satisfies(used -> {
                    assertThat(used.outcome()).isEqualTo(Outcome.ERROR);
                    assertThat(used.reason()).isEqualTo("upstream_timeout");
                });
    }

    @Test
    void aFailureThatComesInTimeKeepsItsStatusThoughSignsOfLifeAreOn() {
        trial.keepAlive = Duration.ofSeconds(20);
        first.plays(error(400, "invalid_request_error", "x", "no"));
        assertThat(trial.targets(first).get(true).status()).isEqualTo(400);
    }

    @Test
    void aClientThatLeavesCancelsTheWait() {
        var thrown = new AtomicReference<Throwable>();
        trial.targets(first);
        Thread client =
                Thread.startVirtualThread(() -> {
                    try {
                        trial.ask(Trial.request(true, "hello"));
                    } catch (GatewayException e) {
                        thrown.set(e);
                    }
                });
        Awaitility.await().until(() -> first.asked() == 1);
        trial.cancellation[0].cancel(new Failure.ClientGone());
        Awaitility.await().until(() -> !client.isAlive());
        assertThat(thrown.get())
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> assertThat(e.failure()).isInstanceOf(Failure.ClientGone.class));
        assertThat(trial.used)
                .singleElement()
                .satisfies(used -> assertThat(used.outcome()).isEqualTo(Outcome.CANCELLED));
    }

    @Test
    void aClientThatLeavesWhileSignsOfLifeAreSentLeavesNothingOpen() throws IOException {
        trial.keepAlive = Duration.ofMillis(10);
        int open = Script.OPEN.get();
        first.plays(breaksOff(Then.STALL, "first-model"));
        Reply reply = trial.targets(first).ask(Trial.request(true, "hello"));
        readUntil(reply, ": keep-alive");
        reply.close();
        assertThat(trial.cancellation[0].cause()).as("others may still use it").isNull();
        Awaitility.await().untilAsserted(() -> assertThat(Script.OPEN).hasValue(open));
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(trial.candidates.getFirst().status(0).inFlight()).isZero());
        assertThat(trial.used).hasSize(1);
    }

    @Test
    void whatOnlyItsOwnDialectUnderstandsIsPassedOn() {
        first.plays(Script.says("first-model", "hi"));
        second.plays(Script.says("second-model", "hi"));
        String strange =
                """
                {"model":"smart","messages":[{"role":"narrator","content":{"new":true}}]}\
                """;
        assertThat(trial.targets(first, second).get(strange).text()).isEqualTo("hi");
        assertThat(first.body(0)).contains("\"narrator\"");
    }

    @Test
    void aClientThatReadsSlowlyIsNoSilenceOfTheProvider() throws Exception {
        trial.idle = Duration.ofMillis(50);
        first.plays(tells("first-model", "one ", "two ", "three"));
        Reply reply = trial.targets(first).ask(Trial.request(true, "hello"));
        String begin = readUntil(reply, "one ");
        trial.skew.addAndGet(60_000_000_000L);
        assertThat(begin + Trial.read(reply)).contains("three").endsWith("data: [DONE]\n\n");
        assertThat(first.asked()).isEqualTo(1);
        reply.close();
    }

    @Test
    void anUnknownBodyIsRefusedBeforeAnybodyIsAsked() {
        assertThatThrownBy(() -> trial.targets(first).ask("[1]"))
                .isInstanceOf(GatewayException.class)
                .satisfies(e ->
                        assertThat(((GatewayException) e).failure().status().code())
                                .isEqualTo(400));
        assertThatThrownBy(() -> trial.ask("{\"messages\":[]}"))
                .isInstanceOf(GatewayException.class);
        assertThat(first.asked()).isZero();
    }

    @Test
    void anExchangeIsAccountedForOnceThoughItIsClosedTwice() throws IOException {
        first.plays(tells("first-model", "hi"));
        Reply reply = trial.targets(first).ask(Trial.request(true, "hello"));
        Trial.read(reply);
        reply.close();
        reply.close();
        assertThat(trial.used)
                .singleElement()
                .satisfies(used -> {
                    assertThat(used.asked()).isEqualTo("smart");
                    assertThat(used.alias()).isEqualTo("smart");
                    assertThat(used.key()).isEqualTo("key#1");
                    assertThat(used.cost()).isEqualByComparingTo("0.010");
                    assertThat(used.tries()).isEqualTo(1);
                    assertThat(used.firstToken()).isNotNull();
                    assertThat(used.outcome()).isEqualTo(Outcome.OK);
                });
    }

    @Test
    void whereTheProviderTellsNoUsageItIsEstimated() {
        first.plays(
                stream(
                        Then.END,
                        role("first-model"),
                        text("first-model", "twelve chars"),
                        stop("first-model"),
                        DONE));
        trial.targets(first).get(true);
        assertThat(trial.used)
                .singleElement()
                .satisfies(used -> {
                    assertThat(used.estimated()).isTrue();
                    assertThat(used.tokens().output()).isEqualTo(3);
                    assertThat(used.tokens().input()).isPositive();
                });
    }

    private static String readUntil(Reply reply, String mark) throws IOException {
        var in = ((StreamedReply) reply).body();
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (text.indexOf(mark) < 0) {
            int count = in.read(buffer, 0, buffer.length);
            assertThat(count).as("bytes before: " + mark).isPositive();
            text.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
        }
        return text.toString();
    }
}
