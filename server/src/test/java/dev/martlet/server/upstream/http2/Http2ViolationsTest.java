// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.martlet.core.UpstreamFailure;
import dev.martlet.server.http2.ErrorCode;
import dev.martlet.server.http2.Frame;
import dev.martlet.server.http2.RawFrames.Got;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Upstreams that break the protocol. */
class Http2ViolationsTest {
    private final LinkedBlockingQueue<Got> frames = new LinkedBlockingQueue<>();

    private Got frame() throws InterruptedException {
        Got got = frames.poll(20, TimeUnit.SECONDS);
        assertThat(got).isNotNull();
        return got;
    }

    private void endsWith(int code, FakeUpstream.Script afterRequest) throws Exception {
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    peer.request();
                    afterRequest.run(peer);
                    frames.add(peer.await(Frame.GOAWAY));
                    peer.awaitClose();
                })) {
            assertThat(rig.failure(Calls.get("/")))
                    .isEqualTo(new UpstreamFailure.Protocol("orders"));
            assertThat(frame().code()).isEqualTo(code);
            await().until(() -> rig.transport().stats().open() == 0);
        }
    }

    @Test
    void aBrokenHeaderBlockEndsTheConnection() throws Exception {
        endsWith(
                ErrorCode.COMPRESSION_ERROR,
                peer -> peer.send(Frame.HEADERS, Frame.END_HEADERS, 1, (byte) 0xff, (byte) 0x7f));
    }

    @Test
    void aPushEndsTheConnection() throws Exception {
        endsWith(
                ErrorCode.PROTOCOL_ERROR,
                peer -> peer.send(Frame.PUSH_PROMISE, Frame.END_HEADERS, 1, new byte[8]));
    }

    @Test
    void aFrameThatIsTooLargeEndsTheConnection() throws Exception {
        endsWith(
                ErrorCode.FRAME_SIZE_ERROR,
                peer -> peer.data(1, false, new byte[Frame.MAX_PAYLOAD + 1]));
    }

    @Test
    void aFrameOnAStreamNeverOpenedEndsTheConnection() throws Exception {
        endsWith(ErrorCode.PROTOCOL_ERROR, peer -> peer.data(7, false, "who?"));
    }

    @Test
    void endlessContinuationsEndTheConnection() throws Exception {
        endsWith(
                ErrorCode.ENHANCE_YOUR_CALM,
                peer -> {
                    peer.send(Frame.HEADERS, 0, 1, FakePeer.block(":status: 200"));
                    for (int i = 0; i <= 16; i++) {
                        peer.send(Frame.CONTINUATION, 0, 1);
                    }
                });
    }

    @Test
    void anInterruptedHeaderBlockEndsTheConnection() throws Exception {
        endsWith(
                ErrorCode.PROTOCOL_ERROR,
                peer -> {
                    peer.send(Frame.HEADERS, 0, 1, FakePeer.block(":status: 200"));
                    peer.send(Frame.PING, 0, 0, new byte[8]);
                });
    }

    @Test
    void aFloodOfEmptyFramesEndsTheConnection() throws Exception {
        endsWith(
                ErrorCode.ENHANCE_YOUR_CALM,
                peer -> {
                    peer.headers(1, false, ":status: 100");
                    for (int i = 0; i <= Limits.IDLE_FRAMES; i++) {
                        peer.send(0x42, 0, 0);
                    }
                });
    }

    @Test
    void aWindowThatOverflowsEndsTheConnection() throws Exception {
        endsWith(ErrorCode.FLOW_CONTROL_ERROR, peer -> peer.windowUpdate(0, Integer.MAX_VALUE));
    }

    @Test
    void fieldsBeyondTheLimitFailTheStreamEvenIfTheyComeAsIndexes() throws Exception {
        try (var rig =
                new Rig(peer -> {
                    peer.greet();
                    int id = peer.request().streamId();
                    // One large entry into the table, then many references of one octet.
                    byte[] literal = FakePeer.block("x-bomb: " + "a".repeat(3000));
                    byte[] block = new byte[1 + literal.length + 1000];
                    block[0] = (byte) 0x88;
                    System.arraycopy(literal, 0, block, 1, literal.length);
                    block[1] = 0x40;
                    for (int i = 1 + literal.length; i < block.length; i++) {
                        block[i] = (byte) (0x80 | 62);
                    }
                    peer.send(Frame.HEADERS, Frame.END_HEADERS, id, block);
                    frames.add(peer.await(Frame.RST_STREAM));
                    peer.headers(peer.request().streamId(), true, ":status: 204");
                    peer.awaitClose();
                })) {
            assertThat(rig.failure(Calls.get("/")))
                    .isEqualTo(new UpstreamFailure.Protocol("orders"));
            assertThat(frame().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
            assertThat(rig.send(Calls.get("/")).status().code()).isEqualTo(204);
        }
    }
}
