// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.martlet.core.Attempt;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.StreamedReply;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.server.http2.ErrorCode;
import dev.martlet.server.http2.Frame;
import dev.martlet.server.http2.RawFrames.Got;
import dev.martlet.server.upstream.Transport;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Upstreams that fail or stall. */
class Http2FaultTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    private final LinkedBlockingQueue<Got> frames = new LinkedBlockingQueue<>();

    private Got frame() throws InterruptedException {
        Got got = frames.poll(20, TimeUnit.SECONDS);
        assertThat(got).isNotNull();
        return got;
    }

    private static UpstreamFailure.Reset reset(boolean unprocessed) {
        return new UpstreamFailure.Reset("orders", unprocessed);
    }

    @Test
    void goAwayFailsOnlyTheStreamsAboveTheLastOne() throws Exception {
        var twoCame = new CountDownLatch(2);
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    peer.request();
                    twoCame.countDown();
                    if (twoCame.getCount() == 1) {
                        peer.request();
                        twoCame.countDown();
                        peer.goAway(1, ErrorCode.NO_ERROR);
                        peer.headers(1, false, ":status: 200");
                        peer.data(1, true, "kept");
                        peer.awaitClose();
                    } else {
                        peer.headers(1, false, ":status: 200");
                        peer.data(1, true, "new connection");
                        peer.awaitClose();
                    }
                })) {
            Future<StreamedReply> one = rig.sendLater(Calls.get("/1"));
            Future<StreamedReply> two = rig.sendLater(Calls.get("/2"));

            int refused = 0;
            for (Future<StreamedReply> call : java.util.List.of(one, two)) {
                try {
                    assertThat(Rig.text(call.get())).isEqualTo("kept");
                } catch (ExecutionException e) {
                    refused++;
                    assertThat(((GatewayException) e.getCause()).failure()).isEqualTo(reset(true));
                }
            }
            assertThat(refused).isEqualTo(1);
            assertThat(Rig.text(rig.send(Calls.get("/3")))).isEqualTo("new connection");
            await().until(() -> rig.transport().stats().open() == 1);
        }
    }

    @Test
    void aRefusedStreamWasNotProcessedAndAResetOneMayHaveBeen() throws Exception {
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    peer.reset(peer.request().streamId(), ErrorCode.REFUSED_STREAM);
                    peer.reset(peer.request().streamId(), ErrorCode.INTERNAL_ERROR);
                    peer.awaitClose();
                })) {
            assertThat(rig.failure(Calls.get("/"))).isEqualTo(reset(true));
            assertThat(rig.failure(Calls.get("/"))).isEqualTo(reset(false));
        }
    }

    @Test
    void aConnectionThatBreaksFailsItsStreams() throws Exception {
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    peer.request();
                })) {
            assertThat(rig.failure(Calls.get("/"))).isEqualTo(reset(false));
            await().until(() -> rig.transport().stats().open() == 0);
        }
    }

    @Test
    void aBodyThatBreaksOffIsNotTakenForAWholeOne() throws Exception {
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    int id = peer.request().streamId();
                    peer.headers(id, false, ":status: 200");
                    peer.data(id, false, "half");
                    // A close on unread bytes might take back what was sent.
                    peer.socket().shutdownOutput();
                    peer.awaitClose();
                })) {
            StreamedReply reply = rig.send(Calls.get("/"));

            assertThat(Rig.failure(reply)).isEqualTo(reset(false));
            reply.close();
        }
    }

    @Test
    void aBodyOfAnotherLengthThanAnnouncedFails() throws Exception {
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    for (String body : new String[] {"12", "1234"}) {
                        int id = peer.request().streamId();
                        peer.headers(id, false, ":status: 200", "content-length: 3");
                        peer.data(id, true, body);
                    }
                    peer.awaitClose();
                })) {
            for (int i = 0; i < 2; i++) {
                StreamedReply reply = rig.send(Calls.get("/"));
                assertThat(Rig.failure(reply)).isEqualTo(new UpstreamFailure.Protocol("orders"));
                reply.close();
            }
        }
    }

    @Test
    void anUpstreamThatDoesNotAnswerTimesOutAndTheConnectionStaysUsable() throws Exception {
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    peer.request();
                    frames.add(peer.await(Frame.RST_STREAM));
                    int id = peer.request().streamId();
                    peer.headers(id, true, ":status: 204");
                    peer.awaitClose();
                })) {
            assertThat(rig.failure(Calls.get("/", SHORT)))
                    .isEqualTo(new UpstreamFailure.Timeout("orders", "try"));
            assertThat(frame().code()).isEqualTo(ErrorCode.CANCEL);
            assertThat(rig.send(Calls.get("/")).status().code()).isEqualTo(204);
            assertThat(rig.upstream().accepted()).isEqualTo(1);
        }
    }

    @Test
    void silenceInABodyTimesOut() throws Exception {
        var settings = Rig.settings(1, SHORT, SHORT);
        try (var rig =
                new Rig(
                        settings,
                        peer -> {
                            peer.greet();
                            int id = peer.request().streamId();
                            peer.headers(id, false, ":status: 200");
                            peer.data(id, false, "half");
                            frames.add(peer.await(Frame.RST_STREAM));
                            peer.awaitClose();
                        })) {
            StreamedReply reply = rig.send(Calls.get("/"));

            assertThat(Rig.failure(reply)).isEqualTo(new UpstreamFailure.Timeout("orders", "idle"));
            assertThat(frame().code()).isEqualTo(ErrorCode.CANCEL);
            reply.close();
        }
    }

    @Test
    void aReplyClosedEarlyResetsItsStreamAndLeavesTheConnectionUsable() throws Exception {
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    int id = peer.request().streamId();
                    peer.headers(id, false, ":status: 200");
                    peer.data(id, false, "begin");
                    frames.add(peer.await(Frame.RST_STREAM));
                    // What was on its way may still come.
                    peer.data(id, false, new byte[10_000]);
                    peer.headers(id, true, "x-trailer: late");
                    peer.headers(peer.request().streamId(), true, ":status: 204");
                    peer.awaitClose();
                })) {
            StreamedReply reply = rig.send(Calls.get("/"));
            assertThat(reply.body().read()).isEqualTo('b');
            reply.close();

            assertThat(frame().code()).isEqualTo(ErrorCode.CANCEL);
            assertThat(rig.send(Calls.get("/")).status().code()).isEqualTo(204);
            assertThat(rig.upstream().accepted()).isEqualTo(1);
        }
    }

    @Test
    void aCancelledExchangeResetsItsStreamInEveryPhase() throws Exception {
        var came = new CountDownLatch(1);
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    peer.request();
                    came.countDown();
                    frames.add(peer.await(Frame.RST_STREAM));
                    int id = peer.request().streamId();
                    peer.headers(id, false, ":status: 200");
                    frames.add(peer.await(Frame.RST_STREAM));
                    peer.awaitClose();
                })) {
            Attempt waiting = Calls.get("/head");
            Future<StreamedReply> head = rig.sendLater(waiting);
            assertThat(came.await(20, TimeUnit.SECONDS)).isTrue();
            waiting.call().exchange().cancellation().cancel(new Failure.ClientGone());
            assertThatThrownBy(head::get)
                    .cause()
                    .isInstanceOfSatisfying(
                            GatewayException.class,
                            e -> assertThat(e.failure()).isEqualTo(new Failure.ClientGone()));
            assertThat(frame().code()).isEqualTo(ErrorCode.CANCEL);

            Attempt reading = Calls.get("/body");
            StreamedReply reply = rig.send(reading);
            reading.call().exchange().cancellation().cancel(new Failure.ClientGone());
            assertThat(Rig.failure(reply)).isEqualTo(new Failure.ClientGone());
            assertThat(frame().code()).isEqualTo(ErrorCode.CANCEL);
            reply.close();
            await().untilAsserted(() ->
                    assertThat(rig.transport().stats()).isEqualTo(new Transport.Stats(1, 1, 0)));
        }
    }

    @Test
    void anUploadThatBreaksResetsTheStream() throws Exception {
        var body = new FedBody().feed("half");
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    peer.request();
                    peer.await(Frame.DATA);
                    body.close();
                    body.feed("never read");
                    frames.add(peer.await(Frame.RST_STREAM));
                    peer.awaitClose();
                })) {
            assertThat(rig.failure(Calls.post("/", new Payload.Streaming(body))))
                    .isEqualTo(new Failure.ClientGone());
            assertThat(frame().code()).isEqualTo(ErrorCode.CANCEL);
        }
    }

    @Test
    void aReplyThatWasReadToItsEndIsNeverReset() throws Exception {
        int calls = 2_000;
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    for (int i = 0; i < calls; i++) {
                        Got got = peer.next();
                        while (got.type() != Frame.HEADERS) {
                            assertThat(got.type()).isNotEqualTo(Frame.RST_STREAM);
                            got = peer.next();
                        }
                        boolean empty = i % 2 == 0;
                        peer.headers(got.streamId(), empty, ":status: 200");
                        if (!empty) {
                            peer.data(got.streamId(), true, "body");
                        }
                    }
                    peer.awaitClose();
                })) {
            for (int i = 0; i < calls; i++) {
                StreamedReply reply = rig.send(Calls.get("/"));
                assertThat(reply.body().readAllBytes()).hasSizeLessThan(5);
                reply.close();
            }
        }
    }

    @Test
    void aPingIsAnsweredWithItsOwnOctets() throws Exception {
        byte[] octets = {1, 2, 3, 4, 5, 6, 7, 8};
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    int id = peer.request().streamId();
                    peer.send(Frame.PING, 0, 0, octets);
                    frames.add(peer.await(Frame.PING));
                    peer.headers(id, true, ":status: 204");
                    peer.awaitClose();
                })) {
            rig.send(Calls.get("/")).close();

            Got pong = frame();
            assertThat(pong.flags()).isEqualTo(Frame.ACK);
            assertThat(pong.payload()).isEqualTo(octets);
        }
    }
}
