// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.martlet.core.Body;
import dev.martlet.core.Failure;
import dev.martlet.core.Payload;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.server.http2.ErrorCode;
import dev.martlet.server.http2.Frame;
import dev.martlet.server.http2.RawFrames.Got;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Windows, limits of streams, and the pool. */
class Http2FlowTest {
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int MAX_CONCURRENT_STREAMS = 3;
    private static final int HEADER_TABLE_SIZE = 1;

    private final LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();

    private String seen() throws InterruptedException {
        String next = seen.poll(20, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    @Test
    void anUploadNeverExceedsATinyWindow() throws Exception {
        byte[] body = new byte[1000];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) i;
        }
        var received = new ByteArrayOutputStream();
        try (var rig =
                new Rig(peer -> {
                    peer.greet(INITIAL_WINDOW_SIZE, 10);
                    int id = peer.request().streamId();
                    Got got = peer.await(Frame.DATA);
                    while (!got.ends()) {
                        assertThat(got.payload()).hasSizeLessThanOrEqualTo(10);
                        received.write(got.payload());
                        peer.windowUpdate(id, got.payload().length);
                        got = peer.await(Frame.DATA);
                    }
                    received.write(got.payload());
                    peer.headers(id, true, ":status: 204");
                    peer.awaitClose();
                })) {
            rig.send(Calls.post("/", new Payload.Buffered(body))).close();

            assertThat(received.toByteArray()).isEqualTo(body);
        }
    }

    @Test
    void aWindowTakenBackInMidStreamIsRespected() throws Exception {
        var body = new FedBody().feed("12345");
        try (var rig =
                new Rig(peer -> {
                    peer.greet(INITIAL_WINDOW_SIZE, 10);
                    int id = peer.request().streamId();
                    seen.add(new String(peer.await(Frame.DATA).payload(), UTF_8));
                    // 5 of 10 are used: with 0 for all, the window is at -5.
                    peer.settings(INITIAL_WINDOW_SIZE, 0);
                    peer.await(Frame.SETTINGS);
                    body.feed("67890").end();
                    peer.windowUpdate(id, 5);
                    peer.send(Frame.PING, 0, 0, new byte[8]);
                    // At 0 nothing may come before the answer to the PING.
                    seen.add("type " + peer.next().type());
                    peer.windowUpdate(id, 2);
                    seen.add(new String(peer.await(Frame.DATA).payload(), UTF_8));
                    peer.settings(INITIAL_WINDOW_SIZE, 100);
                    seen.add(new String(peer.await(Frame.DATA).payload(), UTF_8));
                    peer.headers(id, true, ":status: 204");
                    peer.awaitClose();
                })) {
            rig.send(Calls.post("/", new Payload.Streaming(body))).close();

            assertThat(List.of(seen(), seen(), seen(), seen()))
                    .containsExactly("12345", "type " + Frame.PING, "67", "890");
        }
    }

    @Test
    void aSmallerHeaderTableOfThePeerIsRespected() throws Exception {
        try (var rig =
                new Rig(peer -> {
                    peer.greet(HEADER_TABLE_SIZE, 0);
                    for (int i = 0; i < 3; i++) {
                        FakePeer.Request request = peer.request();
                        peer.headers(request.streamId(), true, ":status: 204");
                    }
                    peer.awaitClose();
                })) {
            for (int i = 0; i < 3; i++) {
                assertThat(rig.send(Calls.get("/")).status().code()).isEqualTo(204);
            }
        }
    }

    @Test
    void aReaderThatDoesNotReadHoldsUpNobodyElse() throws Exception {
        int windowful = Frame.DEFAULT_WINDOW;
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    int slow = peer.request().streamId();
                    peer.headers(slow, false, ":status: 200");
                    fill(peer, slow, windowful);
                    int fast = peer.request().streamId();
                    peer.headers(fast, false, ":status: 200");
                    int left = 0;
                    // The connection's window is far larger than the stream's.
                    for (int sent = 0; sent < 40; sent++) {
                        fill(peer, fast, windowful);
                        left += windowful;
                        while (left > 0) {
                            Got update = peer.await(Frame.WINDOW_UPDATE);
                            left -= update.streamId() == fast ? update.code() : 0;
                        }
                    }
                    peer.data(fast, true, "end");
                    peer.data(slow, true, "");
                    peer.awaitClose();
                })) {
            StreamedReply slow = rig.send(Calls.get("/slow"));
            StreamedReply fast = rig.send(Calls.get("/fast"));

            assertThat(fast.body().readAllBytes()).hasSize(40 * windowful + 3);
            assertThat(slow.body().readAllBytes()).hasSize(windowful);
            fast.close();
            slow.close();
        }
    }

    private static void fill(FakePeer peer, int streamId, int bytes) throws Exception {
        for (int left = bytes; left > 0; left -= Frame.MAX_PAYLOAD) {
            peer.data(streamId, false, new byte[Math.min(left, Frame.MAX_PAYLOAD)]);
        }
    }

    @Test
    void aPeerThatIgnoresTheStreamsWindowIsReset() throws Exception {
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    int id = peer.request().streamId();
                    peer.headers(id, false, ":status: 200");
                    fill(peer, id, Frame.DEFAULT_WINDOW + 1);
                    seen.add("code " + peer.await(Frame.RST_STREAM).code());
                    peer.awaitClose();
                })) {
            StreamedReply reply = rig.send(Calls.get("/"));

            assertThat(seen()).isEqualTo("code " + ErrorCode.FLOW_CONTROL_ERROR);
            assertThat(Rig.failure(reply)).isEqualTo(new UpstreamFailure.Protocol("orders"));
            reply.close();
        }
    }

    @Test
    void interleavedStreamsGetTheirOwnBytes() throws Exception {
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    int[] ids = {peer.request().streamId(), peer.request().streamId()};
                    for (int id : ids) {
                        peer.headers(id, false, ":status: 200");
                    }
                    for (int i = 0; i < 10; i++) {
                        for (int id : ids) {
                            peer.data(id, i == 9, id + ",");
                        }
                    }
                    peer.awaitClose();
                })) {
            Future<StreamedReply> one = rig.sendLater(Calls.get("/"));
            Future<StreamedReply> two = rig.sendLater(Calls.get("/"));

            assertThat(List.of(Rig.text(one.get()), Rig.text(two.get())))
                    .containsExactlyInAnyOrder("1,".repeat(10), "3,".repeat(10));
        }
    }

    @Test
    void whenAllStreamsAreTakenAnotherConnectionIsMade() throws Exception {
        var all = new CountDownLatch(3);
        try (var rig =
                new Rig(peer -> {
                    peer.greet(MAX_CONCURRENT_STREAMS, 1);
                    int id = peer.request().streamId();
                    all.countDown();
                    all.await(20, TimeUnit.SECONDS);
                    peer.headers(id, true, ":status: 204");
                    peer.awaitClose();
                })) {
            List<Future<StreamedReply>> calls = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                calls.add(rig.sendLater(Calls.get("/")));
            }
            for (Future<StreamedReply> call : calls) {
                assertThat(call.get().status().code()).isEqualTo(204);
            }

            assertThat(rig.upstream().accepted()).isEqualTo(3);
        }
    }

    @Test
    void aCallWaitsForAStreamToEndWhenThereMayBeNoFurtherConnection() throws Exception {
        var settings = Rig.settings(1, Duration.ofSeconds(20), Calls.LONG);
        try (var rig =
                new Rig(
                        settings,
                        peer -> {
                            peer.greet(MAX_CONCURRENT_STREAMS, 1);
                            peer.headers(peer.request().streamId(), false, ":status: 200");
                            peer.await(Frame.RST_STREAM);
                            peer.headers(peer.request().streamId(), true, ":status: 204");
                            peer.awaitClose();
                        })) {
            StreamedReply first = rig.send(Calls.get("/"));
            Future<StreamedReply> second = rig.sendLater(Calls.get("/"));
            await().until(() -> rig.transport().stats().inFlight() == 2);
            first.close();

            assertThat(second.get().status().code()).isEqualTo(204);
            assertThat(rig.upstream().accepted()).isEqualTo(1);
        }
    }

    @Test
    void aCallThatFindsNoStreamInTimeIsRefused() throws Exception {
        var settings = Rig.settings(1, Duration.ofMillis(50), Calls.LONG);
        try (var rig =
                new Rig(
                        settings,
                        peer -> {
                            peer.greet(MAX_CONCURRENT_STREAMS, 1);
                            peer.headers(peer.request().streamId(), false, ":status: 200");
                            peer.awaitClose();
                        })) {
            StreamedReply first = rig.send(Calls.get("/"));

            assertThat(rig.failure(Calls.get("/"))).isInstanceOf(Failure.Overloaded.class);
            first.close();
        }
    }

    @Test
    void anIdleConnectionIsClosedAfterItsTime() throws Exception {
        var settings = Rig.settings(1, Duration.ofSeconds(1), Calls.LONG, Duration.ofMillis(100));
        try (var rig =
                new Rig(
                        settings,
                        peer -> {
                            peer.greet();
                            peer.headers(peer.request().streamId(), true, ":status: 204");
                            seen.add("code " + peer.await(Frame.GOAWAY).code());
                            peer.awaitClose();
                        })) {
            rig.send(Calls.get("/")).close();

            assertThat(seen()).isEqualTo("code " + ErrorCode.NO_ERROR);
            await().until(() -> rig.transport().stats().open() == 0);
        }
    }

    @Test
    void aClosedTransportLetsRepliesFinishAndTakesNoCalls() throws Exception {
        var closed = new CountDownLatch(1);
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    int id = peer.request().streamId();
                    peer.headers(id, false, ":status: 200");
                    closed.await(20, TimeUnit.SECONDS);
                    peer.data(id, true, "finished");
                    seen.add("code " + peer.await(Frame.GOAWAY).code());
                    peer.awaitClose();
                })) {
            StreamedReply reply = rig.send(Calls.get("/"));
            rig.transport().close();
            assertThat(rig.failure(Calls.get("/")))
                    .isEqualTo(new UpstreamFailure.Connect("orders"));
            closed.countDown();

            assertThat(Rig.text(reply)).isEqualTo("finished");
            assertThat(seen()).isEqualTo("code " + ErrorCode.NO_ERROR);
            await().until(() -> rig.transport().stats().open() == 0);
        }
    }

    @Test
    void aServerThatSpeaksSomethingElseCannotBeConnectedTo() throws Exception {
        try (var rig =
                new Rig(peer -> {
                    peer.socket()
                            .getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
                    peer.awaitClose();
                })) {
            assertThat(rig.failure(Calls.get("/")))
                    .isEqualTo(new UpstreamFailure.Connect("orders"));
        }
    }

    @Test
    void aServerThatIsNotThereCannotBeConnectedTo() throws Exception {
        try (var rig = new Rig(FakePeer::awaitClose)) {
            rig.upstream().close();

            assertThat(rig.failure(Calls.get("/")))
                    .isEqualTo(new UpstreamFailure.Connect("orders"));
        }
    }

    @Test
    void aServerThatDoesNotGreetTimesOutAsAConnect() throws Exception {
        try (var rig = new Rig(FakePeer::awaitClose)) {
            assertThat(rig.failure(Calls.get("/", Duration.ofMillis(200))))
                    .isEqualTo(new UpstreamFailure.Timeout("orders", "connect"));
        }
    }

    @Test
    void thePumpGoesOnWhileTheReplyIsRead() throws Exception {
        var body = new FedBody();
        try (var rig =
                new Rig(peer -> {
                    peer.greet(INITIAL_WINDOW_SIZE, 1);
                    int id = peer.request().streamId();
                    peer.headers(id, false, ":status: 200");
                    seen.add(new String(peer.await(Frame.DATA).payload(), UTF_8));
                    peer.data(id, true, "reply");
                    peer.windowUpdate(id, 10);
                    Got rest = peer.await(Frame.DATA);
                    seen.add(new String(rest.payload(), UTF_8));
                    while (!rest.ends()) {
                        rest = peer.await(Frame.DATA);
                    }
                    seen.add("ended");
                    peer.awaitClose();
                })) {
            StreamedReply reply = rig.send(Calls.post("/", new Payload.Streaming(body)));
            body.feed("abc").end();

            try (Body read = reply.body()) {
                assertThat(new String(read.readAllBytes(), UTF_8)).isEqualTo("reply");
                assertThat(List.of(seen(), seen(), seen())).containsExactly("a", "bc", "ended");
            }
        }
    }
}
