// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.martlet.core.Body;
import dev.martlet.core.Payload;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.server.http2.ErrorCode;
import dev.martlet.server.http2.Frame;
import dev.martlet.server.http2.RawFrames.Got;
import io.helidon.http.HeaderNames;
import io.helidon.http.WritableHeaders;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests and replies look like on the wire. */
class Http2MessagesTest {
    private final LinkedBlockingQueue<FakePeer.Request> requests = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Got> frames = new LinkedBlockingQueue<>();

    @Test
    void aRequestHasItsPseudoFieldsAndNoneThatConcernAConnection() throws Exception {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.create("X-Mark"), "one", "two");
        headers.set(HeaderNames.CONNECTION, "close");
        headers.set(HeaderNames.create("Keep-Alive"), "timeout=5");
        headers.set(HeaderNames.TRANSFER_ENCODING, "chunked");
        headers.set(HeaderNames.UPGRADE, "other");
        headers.set(HeaderNames.HOST, "other");
        headers.set(HeaderNames.TE, "trailers, deflate");
        try (var rig = new Rig(this::answerOk)) {
            rig.send(Calls.attempt("PATCH", "/a/b", headers, Payload.NONE, Calls.LONG)).close();
        }

        FakePeer.Request request = requests.take();
        assertThat(request.ends()).isTrue();
        assertThat(request.fields())
                .containsExactlyInAnyOrder(
                        ":method: PATCH",
                        ":scheme: http",
                        ":authority: example.test",
                        ":path: /a/b",
                        "x-mark: one",
                        "x-mark: two",
                        "te: trailers");
        assertThat(request.fields().subList(0, 4)).allMatch(field -> field.startsWith(":"));
    }

    private void answerOk(FakePeer peer) throws Exception {
        peer.greet();
        FakePeer.Request request = peer.request();
        requests.add(request);
        peer.headers(request.streamId(), true, ":status: 204");
        peer.awaitClose();
    }

    @Test
    void requestTrailersEndTheRequest() throws Exception {
        var body = new FedBody().feed("data").end();
        body.trailersToSend().set(HeaderNames.create("x-sum"), "42");
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    int id = peer.request().streamId();
                    frames.add(peer.await(Frame.DATA));
                    requests.add(peer.request());
                    peer.headers(id, true, ":status: 200");
                    peer.awaitClose();
                })) {
            rig.send(Calls.post("/", new Payload.Streaming(body))).close();
        }

        assertThat(new String(frames.take().payload(), UTF_8)).isEqualTo("data");
        FakePeer.Request trailers = requests.take();
        assertThat(trailers.fields()).containsExactly("x-sum: 42");
        assertThat(trailers.ends()).isTrue();
    }

    @Test
    void aSmallBodyLeavesInOneFrameThatEndsTheRequest() throws Exception {
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    requests.add(peer.request());
                    frames.add(peer.next());
                    frames.add(peer.next());
                    peer.headers(1, true, ":status: 200");
                    peer.awaitClose();
                })) {
            var reply = rig.sendLater(Calls.post("/", "ping"));
            Got first = frames.take();
            // The acknowledgement of the peer's settings may come before it.
            Got data = first.type() == Frame.DATA ? first : frames.take();
            assertThat(data.type()).isEqualTo(Frame.DATA);
            assertThat(data.ends()).isTrue();
            assertThat(requests.take().fields()).contains("content-length: 4");
            reply.cancel(true);
        }
    }

    @Test
    void trailersOfAReplyAreKept() throws Exception {
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    int id = peer.request().streamId();
                    peer.headers(id, false, ":status: 200");
                    peer.data(id, false, "body");
                    peer.headers(id, true, "grpc-status: 5");
                    peer.awaitClose();
                })) {
            StreamedReply reply = rig.send(Calls.get("/"));
            Body body = reply.body();

            assertThat(body.length()).isEqualTo(-1);
            assertThat(new String(body.readAllBytes(), UTF_8)).isEqualTo("body");
            assertThat(body.trailers().get(HeaderNames.create("grpc-status")).get()).isEqualTo("5");
            reply.close();
        }
    }

    @Test
    void aReplyOfTrailersOnlyKeepsThemAsItsHead() throws Exception {
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    int id = peer.request().streamId();
                    peer.headers(id, true, ":status: 200", "grpc-status: 12");
                    peer.awaitClose();
                })) {
            StreamedReply reply = rig.send(Calls.get("/"));

            assertThat(reply.headers().get(HeaderNames.create("grpc-status")).get())
                    .isEqualTo("12");
            assertThat(reply.body().read()).isEqualTo(-1);
            reply.close();
        }
    }

    @Test
    void interimRepliesAreSkipped() throws Exception {
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    int id = peer.request().streamId();
                    peer.headers(id, false, ":status: 100");
                    peer.headers(id, false, ":status: 103", "link: </a>");
                    peer.headers(id, false, ":status: 200");
                    peer.data(id, true, "done");
                    peer.awaitClose();
                })) {
            assertThat(Rig.text(rig.send(Calls.get("/")))).isEqualTo("done");
        }
    }

    @Test
    void aReplyToHeadKeepsTheLengthOfABodyThatDoesNotCome() throws Exception {
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    int id = peer.request().streamId();
                    peer.headers(id, true, ":status: 200", "content-length: 1000");
                    peer.awaitClose();
                })) {
            StreamedReply reply =
                    rig.send(
                            Calls.attempt(
                                    "HEAD",
                                    "/",
                                    WritableHeaders.create(),
                                    Payload.NONE,
                                    Calls.LONG));

            assertThat(reply.headers().get(HeaderNames.CONTENT_LENGTH).get()).isEqualTo("1000");
            assertThat(reply.body().read()).isEqualTo(-1);
            reply.close();
        }
    }

    @Test
    void aReplyMayComeBeforeTheRequestHasEnded() throws Exception {
        var body = new FedBody().feed("first");
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    int id = peer.request().streamId();
                    peer.await(Frame.DATA);
                    peer.headers(id, true, ":status: 413");
                    frames.add(peer.await(Frame.RST_STREAM));
                    peer.awaitClose();
                })) {
            StreamedReply reply = rig.send(Calls.post("/", new Payload.Streaming(body)));
            assertThat(reply.status().code()).isEqualTo(413);
            reply.close();

            Got reset = frames.poll(20, TimeUnit.SECONDS);
            assertThat(reset).isNotNull();
            assertThat(reset.code()).isEqualTo(ErrorCode.CANCEL);
            assertThat(body.closed()).isTrue();
        }
    }

    @Test
    void aResetWithoutErrorBehindACompleteReplyOnlyStopsTheUpload() throws Exception {
        var body = new FedBody().feed("first");
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    int id = peer.request().streamId();
                    peer.headers(id, false, ":status: 413");
                    peer.data(id, true, "too much");
                    peer.reset(id, ErrorCode.NO_ERROR);
                    peer.awaitClose();
                })) {
            StreamedReply reply = rig.send(Calls.post("/", new Payload.Streaming(body)));

            assertThat(Rig.text(reply)).isEqualTo("too much");
        }
    }

    @Test
    void bothSidesStreamAtTheSameTime() throws Exception {
        var body = new FedBody();
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    int id = peer.request().streamId();
                    peer.headers(id, false, ":status: 200");
                    Got got = peer.await(Frame.DATA);
                    while (!got.ends()) {
                        peer.data(id, false, got.payload());
                        got = peer.await(Frame.DATA);
                    }
                    peer.headers(id, true, "grpc-status: 0");
                    peer.awaitClose();
                })) {
            StreamedReply reply = rig.send(Calls.post("/", new Payload.Streaming(body)));
            byte[] buffer = new byte[100];
            for (int i = 0; i < 20; i++) {
                body.feed("message " + i);
                int count = reply.body().read(buffer);
                assertThat(new String(buffer, 0, count, UTF_8)).isEqualTo("message " + i);
            }
            body.end();

            assertThat(reply.body().read()).isEqualTo(-1);
            assertThat(reply.body().trailers().contains(HeaderNames.create("grpc-status")))
                    .isTrue();
            reply.close();
            await().until(() -> rig.transport().stats().idle() == 1);
        }
    }

    @Test
    void paddingPrioritiesAndUnknownFramesAreIgnored() throws Exception {
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    int id = peer.request().streamId();
                    peer.send(0x42, 0xff, id, new byte[10]);
                    peer.send(Frame.PRIORITY, 0, id, new byte[5]);
                    byte[] block = FakePeer.block(":status: 200");
                    byte[] padded = new byte[1 + 5 + block.length + 3];
                    padded[0] = 3;
                    System.arraycopy(block, 0, padded, 6, block.length);
                    int flags = Frame.END_HEADERS | Frame.PADDED | Frame.WITH_PRIORITY;
                    peer.send(Frame.HEADERS, flags, id, padded);
                    peer.send(
                            Frame.DATA,
                            Frame.PADDED | Frame.END_STREAM,
                            id,
                            new byte[] {2, 'o', 'k', 0, 0});
                    peer.awaitClose();
                })) {
            assertThat(Rig.text(rig.send(Calls.get("/")))).isEqualTo("ok");
        }
    }

    @Test
    void aHeadMayGoOnInContinuations() throws Exception {
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    int id = peer.request().streamId();
                    byte[] block = FakePeer.block(":status: 200", "x-a: " + "a".repeat(99));
                    for (int i = 0; i < 3; i++) {
                        int third = block.length / 3;
                        int end = i == 2 ? block.length : (i + 1) * third;
                        byte[] part = java.util.Arrays.copyOfRange(block, i * third, end);
                        int type = i == 0 ? Frame.HEADERS : Frame.CONTINUATION;
                        int flag = i == 2 ? Frame.END_HEADERS : 0;
                        peer.send(type, i == 0 ? Frame.END_STREAM : flag, id, part);
                    }
                    peer.awaitClose();
                })) {
            StreamedReply reply = rig.send(Calls.get("/"));

            assertThat(reply.headers().get(HeaderNames.create("x-a")).get()).hasSize(99);
            reply.close();
        }
    }

    @Test
    void aHeadLargerThanAFrameIsSentInContinuations() throws Exception {
        WritableHeaders<?> headers = WritableHeaders.create();
        headers.set(HeaderNames.create("x-large"), "a".repeat(40_000));
        try (var rig = new Rig(this::answerOk)) {
            rig.send(Calls.attempt("GET", "/", headers, Payload.NONE, Calls.LONG)).close();
        }

        assertThat(requests.take().fields()).contains("x-large: " + "a".repeat(40_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Upper: a",
                "connection: close",
                "transfer-encoding: chunked",
                "content-length: x",
                ":path: /",
                "x-space: a ",
                "x y: a"
            })
    void aMalformedHeadFailsItsStreamOnly(String field) throws Exception {
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    int id = peer.request().streamId();
                    peer.headers(id, false, ":status: 200", field);
                    frames.add(peer.await(Frame.RST_STREAM));
                    peer.headers(peer.request().streamId(), true, ":status: 204");
                    peer.awaitClose();
                })) {
            assertThat(rig.failure(Calls.get("/")))
                    .isEqualTo(new UpstreamFailure.Protocol("orders"));
            assertThat(frames.take().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
            rig.send(Calls.get("/")).close();
            assertThat(rig.upstream().accepted()).isEqualTo(1);
        }
    }
}
