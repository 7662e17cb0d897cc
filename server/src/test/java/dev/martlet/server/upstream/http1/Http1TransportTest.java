// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Moment;
import dev.martlet.core.Payload;
import dev.martlet.core.Reply;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.TunnelReply;
import dev.martlet.server.upstream.Transport.Stats;
import io.helidon.http.HeaderNames;
import io.helidon.http.WritableHeaders;
import java.io.ByteArrayInputStream;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("StringConcatToTextBlock") // A text block hides which line ends are there.
class Http1TransportTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void aConnectionCarriesOneCallAfterTheOther() throws Exception {
        var heads = new CopyOnWriteArrayList<String>();
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            for (int i = 0; i < 3; i++) {
                                heads.add(talk.head());
                                talk.send(OK);
                            }
                            talk.awaitHangUp();
                        });
                var rig = new Rig(upstream.port())) {
            assertThat(rig.text()).isEqualTo("ok");
            assertThat(rig.text()).isEqualTo("ok");
            assertThat(rig.text()).isEqualTo("ok");

            assertThat(upstream.accepted()).isEqualTo(1);
            assertThat(heads).allMatch("GET /p?q=1 HTTP/1.1\r\nHost: api.test\r\n\r\n"::equals);
            assertThat(rig.transport.stats()).isEqualTo(new Stats(1, 1, 0));
        }
    }

    @Test
    void theConnectionIsFreeAsSoonAsTheBodyHasBeenRead() throws Exception {
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            talk.send(OK);
                            talk.awaitHangUp();
                        });
                var rig = new Rig(upstream.port());
                Reply reply = rig.get()) {
            assertThat(rig.transport.stats()).isEqualTo(new Stats(1, 0, 1));
            assertThat(((StreamedReply) reply).body().readNBytes(2)).hasSize(2);
            assertThat(rig.transport.stats()).isEqualTo(new Stats(1, 1, 0));
        }
    }

    @Test
    void theMomentsOfACallAreNoted() throws Exception {
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            talk.send(OK);
                        });
                var rig = new Rig(upstream.port())) {
            var exchange = Rig.exchange("GET", Payload.NONE);
            rig.send(exchange).close();

            assertThat(exchange.timeline().between(Moment.CONNECTED, Moment.SENT)).isNotNegative();
            assertThat(exchange.timeline().between(Moment.SENT, Moment.REPLIED)).isPositive();
        }
    }

    @Test
    void headersGoThroughButForThoseOfTheConnection() throws Exception {
        var head = new CopyOnWriteArrayList<String>();
        byte[] packed = {0x1f, (byte) 0x8b, 8, 0, 0, 13, 10, (byte) 0xff};
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            head.add(talk.head());
                            talk.send(
                                    "HTTP/1.1 201 Made\r\nContent-Encoding: gzip\r\n"
                                            + "Content-Length: 8\r\nConnection: x-hop\r\n"
                                            + "X-Hop: 1\r\nKeep-Alive: timeout=5\r\n"
                                            + "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\n");
                            talk.send(packed);
                        });
                var rig = new Rig(upstream.port())) {
            WritableHeaders<?> headers = WritableHeaders.create();
            headers.set(HeaderNames.create("X-Mine"), "yes");
            headers.set(HeaderNames.EXPECT, "100-continue");
            headers.set(HeaderNames.TE, "trailers");
            Reply reply = rig.send(Rig.exchange("GET", Payload.NONE, headers));

            assertThat(head.getFirst())
                    .contains("X-Mine: yes\r\n", "TE: trailers\r\n", "Connection: TE\r\n")
                    .doesNotContainIgnoringCase("expect");
            assertThat(reply.status().code()).isEqualTo(201);
            assertThat(reply.headers().get(HeaderNames.CONTENT_LENGTH).get()).isEqualTo("8");
            assertThat(reply.headers().get(HeaderNames.SET_COOKIE).allValues())
                    .containsExactly("a=1", "b=2");
            assertThat(reply.headers().get(HeaderNames.VIA).get()).isEqualTo("1.1 martlet");
            assertThat(reply.headers().size()).isEqualTo(4);
            assertThat(((StreamedReply) reply).body().readAllBytes()).isEqualTo(packed);
            reply.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            })
    void aReplyWithoutABodyEndsWithItsHead(String reply) throws Exception {
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            talk.send(reply);
                            talk.head();
                            talk.send(OK);
                        });
                var rig = new Rig(upstream.port())) {
            assertThat(rig.text()).isEmpty();
            assertThat(rig.text()).isEqualTo("ok");
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void theReplyToHeadKeepsItsLengthAndHasNoBody() throws Exception {
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            assertThat(talk.head()).startsWith("HEAD /p?q=1 ");
                            talk.send("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n");
                            talk.head();
                            talk.send(OK);
                        });
                var rig = new Rig(upstream.port())) {
            Reply reply = rig.send(Rig.exchange("HEAD", Payload.NONE));
            assertThat(reply.headers().get(HeaderNames.CONTENT_LENGTH).get()).isEqualTo("500");
            assertThat(Rig.text(reply)).isEmpty();
            assertThat(rig.text()).isEqualTo("ok");
        }
    }

    @Test
    void chunksAndTrailersComeThroughAndTheConnectionIsKept() throws Exception {
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            talk.trickle(
                                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                            + "5\r\nhello\r\n1\r\n!\r\n0\r\nX-Sum: 6\r\n\r\n");
                            talk.head();
                            talk.send(OK);
                        });
                var rig = new Rig(upstream.port())) {
            try (Reply reply = rig.get()) {
                assertThat(reply.headers().contains(HeaderNames.TRANSFER_ENCODING)).isFalse();
                var body = ((StreamedReply) reply).body();
                assertThat(body.length()).isEqualTo(-1);
                assertThat(Rig.text(body)).isEqualTo("hello!");
                assertThat(body.trailers().get(HeaderNames.create("X-Sum")).get()).isEqualTo("6");
            }
            assertThat(rig.text()).isEqualTo("ok");
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
                "HTTP/1.1 200 OK\r\n\r\nok",
                "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.0 200 OK\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "2\r\nok\r\n0\r\n\r\n",
            })
    void aConnectionThatCannotBeTrustedAnyMoreIsNotUsedAgain(String reply) throws Exception {
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            talk.send(reply);
                        });
                var rig = new Rig(upstream.port())) {
            assertThat(rig.text()).isEqualTo("ok");
            assertThat(rig.transport.stats()).isEqualTo(new Stats(0, 0, 0));
            assertThat(rig.text()).isEqualTo("ok");
            assertThat(upstream.accepted()).isEqualTo(2);
        }
    }

    @Test
    void aKeptConnectionOfVersion10IsUsedAgain() throws Exception {
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            talk.send(
                                    "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n"
                                            + "Content-Length: 2\r\n\r\nok");
                            talk.head();
                            talk.send(OK);
                        });
                var rig = new Rig(upstream.port())) {
            assertThat(rig.text()).isEqualTo("ok");
            assertThat(rig.text()).isEqualTo("ok");
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void interimRepliesAreSkipped() throws Exception {
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            talk.send("HTTP/1.1 100 Continue\r\n\r\n");
                            talk.send("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK);
                        });
                var rig = new Rig(upstream.port())) {
            assertThat(rig.text()).isEqualTo("ok");
        }
    }

    @Test
    void aBodyInMemoryAndASmallOneLeaveWithTheirLength() throws Exception {
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            String first = talk.head();
                            assertThat(first).contains("\r\nContent-Length: 5\r\n");
                            assertThat(talk.body(5)).isEqualTo("hello");
                            talk.send(OK);
                            assertThat(talk.head()).contains("\r\nContent-Length: 3\r\n");
                            assertThat(talk.body(3)).isEqualTo("abc");
                            talk.send(OK);
                            assertThat(talk.head()).contains("\r\nContent-Length: 0\r\n");
                            talk.send(OK);
                        });
                var rig = new Rig(upstream.port())) {
            var inMemory = new Payload.Buffered(Rig.bytes("hello"));
            var small = Rig.streaming(new ByteArrayInputStream(Rig.bytes("abc")), 3);

            assertThat(Rig.text(rig.send(Rig.exchange("POST", inMemory)))).isEqualTo("ok");
            assertThat(Rig.text(rig.send(Rig.exchange("POST", small)))).isEqualTo("ok");
            assertThat(Rig.text(rig.send(Rig.exchange("POST", Payload.NONE)))).isEqualTo("ok");
        }
    }

    @Test
    void aBodyInMemoryThatEndsInTrailersLeavesInChunksWithThem() throws Exception {
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            assertThat(talk.head())
                                    .contains("\r\nTransfer-Encoding: chunked\r\n")
                                    .doesNotContain("Content-Length");
                            assertThat(talk.head())
                                    .contains("\r\nhello\r\n0\r\n")
                                    .containsIgnoringCase("\r\nx-sum: 42\r\n");
                            talk.send(OK);
                        });
                var rig = new Rig(upstream.port())) {
            WritableHeaders<?> trailers = WritableHeaders.create();
            trailers.set(HeaderNames.create("X-Sum"), "42");
            var payload = new Payload.Buffered(Rig.bytes("hello"), trailers);

            assertThat(Rig.text(rig.send(Rig.exchange("POST", payload)))).isEqualTo("ok");
        }
    }

    @Test
    void aProtocolSwitchBecomesATunnelThatEndsHalfByHalf() throws Exception {
        var done = new CountDownLatch(1);
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            assertThat(talk.head())
                                    .contains("Upgrade: websocket\r\n")
                                    .contains("Connection: Upgrade\r\n");
                            talk.send(
                                    "HTTP/1.1 101 Switching Protocols\r\n"
                                            + "Connection: Upgrade\r\n"
                                            + "Upgrade: websocket\r\n\r\nfirst");
                            assertThat(talk.body(4)).isEqualTo("ping");
                            talk.send("pong");
                            talk.stopSending();
                            assertThat(talk.rest()).isEqualTo("last");
                            done.countDown();
                        });
                var rig = new Rig(upstream.port())) {
            WritableHeaders<?> headers = WritableHeaders.create();
            headers.set(HeaderNames.UPGRADE, "websocket");
            try (var reply = (TunnelReply) rig.send(Rig.exchange("GET", Payload.NONE, headers))) {
                assertThat(reply.headers().get(HeaderNames.UPGRADE).get()).isEqualTo("websocket");
                var tunnel = reply.tunnel();
                byte[] buffer = new byte[16];
                assertThat(tunnel.read(buffer, 0, 16)).isEqualTo(5);
                tunnel.write(Rig.bytes("ping"), 0, 4);
                assertThat(tunnel.read(buffer, 0, 16)).isEqualTo(4);
                assertThat(tunnel.read(buffer, 0, 16)).isEqualTo(-1);
                tunnel.write(Rig.bytes("last"), 0, 4);
                tunnel.shutdownOutput();
                ScriptedUpstream.await(done);
            }
            assertThat(rig.transport.stats()).isEqualTo(new Stats(0, 0, 0));
        }
    }

    @Test
    void aRefusedUpgradeIsAnOrdinaryReply() throws Exception {
        try (var upstream =
                        new ScriptedUpstream(talk -> {
                            talk.head();
                            talk.send(OK);
                        });
                var rig = new Rig(upstream.port())) {
            WritableHeaders<?> headers = WritableHeaders.create();
            headers.set(HeaderNames.UPGRADE, "websocket");

            assertThat(Rig.text(rig.send(Rig.exchange("GET", Payload.NONE, headers))))
                    .isEqualTo("ok");
        }
    }
}
