// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.model;

import static dev.martlet.server.model.RawProvider.STREAM;
import static dev.martlet.server.model.RawProvider.answers;
import static dev.martlet.server.model.RawProvider.begin;
import static dev.martlet.server.model.RawProvider.finish;
import static dev.martlet.server.model.RawProvider.tells;
import static dev.martlet.server.model.RawProvider.whole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.provider.config.MidStream;
import dev.martlet.provider.usage.UsageRecord.Outcome;
import dev.martlet.server.model.ModelRig.Got;
import dev.martlet.server.model.RawProvider.Script;
import dev.martlet.server.model.RawProvider.Talk;
import dev.martlet.server.upstream.ServiceSettings.Dns;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The faults of field tests, on real ports. */
class FailoverOverHttpTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    private final ModelRig rig = new ModelRig();
    private final List<RawProvider> providers = new ArrayList<>();

    private RawProvider provider(String name, Script... scripts) throws IOException {
        var provider = new RawProvider(name, scripts);
        providers.add(provider);
        return provider;
    }

    private RawProvider good(boolean stream) throws IOException {
        return provider(
                "good",
                stream ? tells("good", "one ", "two ", "three") : answers("good", "one two three"));
    }

    /** Nothing is leaked, whatever went wrong. */
    @AfterEach
    void close() throws IOException {
        Awaitility.await().untilAsserted(() -> assertThat(rig.inFlight()).isZero());
        rig.close();
        for (RawProvider provider : providers) {
            provider.close();
        }
    }

    private void assertGood(Got got) {
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.text()).isEqualTo("one two three");
        assertThat(rig.used)
                .singleElement()
                .satisfies(used -> {
                    assertThat(used.outcome()).isEqualTo(Outcome.OK);
                    assertThat(used.provider()).isEqualTo("good");
                    assertThat(used.tokens().total()).isEqualTo(10);
                });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aResetBeforeTheHeadFailsOver(boolean stream) throws IOException {
        assertGood(rig.targets(provider("bad", Talk::reset), good(stream)).get(stream));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRefusedConnectionFailsOver(boolean stream) throws IOException {
        int port;
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        rig.target("bad", ModelRig.address(false, port));
        assertGood(rig.targets(good(stream)).get(stream));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHandshakeThatFailsFailsOver(boolean stream) throws IOException {
        RawProvider plain = provider("bad", answers("bad", "never"));
        rig.target("bad", ModelRig.address(true, plain.port()));
        // The plain port waits for the rest of a request that is a handshake.
        rig.limit = Duration.ofSeconds(2);
        rig.firstToken = Duration.ofSeconds(2);
        assertGood(rig.targets(good(stream)).get(stream));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aNameThatCannotBeResolvedFailsOver(boolean stream) throws IOException {
        rig.target("bad", new Dns("no.such.host", 80, false, Duration.ofSeconds(5)));
        rig.limit = SHORT;
        rig.firstToken = Duration.ofSeconds(20);
        assertGood(rig.targets(good(stream)).get(stream));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aProviderThatNeverAnswersIsLeft(boolean stream) throws IOException {
        rig.limit = SHORT;
        RawProvider silent = provider("bad", Talk::stall);
        assertGood(rig.targets(silent, good(stream)).get(stream));
        assertThat(silent.requests()).isEqualTo(1);
        Awaitility.await().untilAsserted(() -> assertThat(silent.open()).isZero());
    }

    @Test
    void aHeadWithoutATokenIsLeft() throws IOException {
        rig.firstToken = SHORT;
        RawProvider slow =
                provider(
                        "bad",
                        talk -> {
                            begin(talk, "bad");
                            talk.stall();
                        });
        Got got = rig.targets(slow, good(true)).get(true);
        assertGood(got);
        assertThat(got.body()).doesNotContain("bad");
        Awaitility.await().untilAsserted(() -> assertThat(slow.open()).isZero());
    }

    @Test
    void commentsAreNoTokens() throws IOException {
        rig.firstToken = SHORT;
        RawProvider slow =
                provider(
                        "bad",
                        talk -> {
                            talk.send(STREAM);
                            while (true) {
                                talk.chunk(": PROCESSING\n\n");
                                Thread.onSpinWait();
                            }
                        });
        assertGood(rig.targets(slow, good(true)).get(true));
    }

    enum Break {
        CLOSE,
        RESET,
        CLEAN_END,
        STALL;

        void in(Talk talk) throws IOException {
            switch (this) {
                case CLOSE -> talk.hangUp();
                case RESET -> talk.reset();
                case CLEAN_END -> talk.send("0\r\n\r\n");
                case STALL -> talk.stall();
            }
        }
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.EnumSource
    void anAnswerThatBreaksOffIsCompleted(Break how) throws IOException {
        rig.idle = SHORT;
        RawProvider bad =
                provider(
                        "bad",
                        talk -> {
                            begin(talk, "bad", "one ", "tw");
                            how.in(talk);
                        });
        Got got = rig.targets(bad, good(true)).get(true);
        assertGood(got);
        assertThat(got.body()).endsWith("data: [DONE]\n\n");
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.EnumSource
    void orTheClientIsTold(Break how) throws IOException {
        rig.idle = SHORT;
        rig.midStream = MidStream.ERROR;
        RawProvider bad =
                provider(
                        "bad",
                        talk -> {
                            begin(talk, "bad", "one ", "tw");
                            how.in(talk);
                        });
        Got got = rig.targets(bad, good(true)).get(true);
        assertThat(got.text()).isEqualTo("one tw");
        assertThat(got.body()).contains("\"error\"").doesNotContain("[DONE]");
        assertThat(rig.used)
                .singleElement()
                .satisfies(used -> assertThat(used.outcome()).isEqualTo(Outcome.CUT));
    }

    @Test
    void anAnswerWithoutItsMarkIsComplete() throws IOException {
        RawProvider good =
                provider(
                        "good",
                        talk -> {
                            begin(talk, "good", "one ", "two ", "three");
                            finish(talk, "good");
                            talk.send("0\r\n\r\n");
                        });
        Got got = rig.targets(good).get(true);
        assertGood(got);
        assertThat(got.body()).endsWith("data: [DONE]\n\n");
        assertThat(good.requests()).isEqualTo(1);
    }

    @Test
    void aWholeReplyThatBreaksOffFailsOver() throws IOException {
        RawProvider bad =
                provider(
                        "bad",
                        talk -> {
                            talk.send(
                                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                            + "Content-Length: 500\r\n\r\n{\"id\":\"x\",\"choi");
                            talk.hangUp();
                        });
        assertGood(rig.targets(bad, good(false)).get(false));
    }

    @Test
    void aWholeReplyThatStallsFailsOver() throws IOException {
        rig.idle = SHORT;
        RawProvider bad =
                provider(
                        "bad",
                        talk -> {
                            talk.send("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"id\":");
                            talk.stall();
                        });
        assertGood(rig.targets(bad, good(false)).get(false));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHugeHeadFailsOver(boolean stream) throws IOException {
        RawProvider bad =
                provider(
                        "bad",
                        talk -> {
                            talk.send("HTTP/1.1 200 OK\r\nX-Huge: ");
                            String kilobyte = "x".repeat(1 << 10);
                            for (int i = 0; i < 10 << 10; i++) {
                                talk.send(kilobyte);
                            }
                        });
        assertGood(rig.targets(bad, good(stream)).get(stream));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHugeBodyFailsOver(boolean stream) throws IOException {
        RawProvider bad =
                provider(
                        "bad",
                        talk -> {
                            talk.send(
                                    stream
                                            ? STREAM
                                            : "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
                            String big = "x".repeat(1 << 16);
                            for (int i = 0; i < 1_600; i++) {
                                talk.chunk(big);
                            }
                        });
        assertGood(rig.targets(bad, good(stream)).get(stream));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anErrorPageFailsOver(boolean stream) throws IOException {
        RawProvider bad = provider("bad", whole(502, "<html>oops</html>"));
        assertGood(rig.targets(bad, good(stream)).get(stream));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void garbageIsACleanBadGateway(boolean stream) throws IOException {
        RawProvider bad = provider("bad", talk -> talk.send("SSH-2.0-OpenSSH_9.6\r\n\r\n"));
        Got got = rig.targets(bad).get(stream);
        assertThat(got.status()).isEqualTo(502);
        assertThat(got.failure().publicMessage()).doesNotContain("SSH").doesNotContain("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWaitIsHonoured(boolean stream) throws IOException {
        long[] at = new long[2];
        RawProvider limited =
                provider(
                        "good",
                        talk -> {
                            at[0] = System.nanoTime();
                            whole(
                                            429,
                                            "{\"error\":{\"message\":\"x\",\"type\":\"rate_limit_error\"}}",
                                            "Retry-After: 1")
                                    .run(talk);
                        },
                        talk -> {
                            at[1] = System.nanoTime();
                            (stream
                                            ? tells("good", "one two three")
                                            : answers("good", "one two three"))
                                    .run(talk);
                        });
        assertGood(rig.targets(limited).get(stream));
        assertThat(Duration.ofNanos(at[1] - at[0])).isGreaterThanOrEqualTo(Duration.ofMillis(990));
    }
}
