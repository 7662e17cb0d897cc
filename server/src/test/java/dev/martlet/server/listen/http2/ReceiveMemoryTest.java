// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.server.http2.ErrorCode;
import dev.martlet.server.http2.Frame;
import dev.martlet.server.http2.RawFrames.Got;
import dev.martlet.server.http2.ReceiveMemory;
import dev.martlet.server.listen.TestHandler;
import dev.martlet.server.listen.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies that nobody reads, over many connections. */
@Timeout(60)
class ReceiveMemoryTest {
    private static final int SIZE = 512 << 10;
    private static final int FRAME = 15_000;

    private final ReceiveMemory memory = new ReceiveMemory(SIZE);
    private final CountDownLatch go = new CountDownLatch(1);
    private final List<RawHttp2Client> clients = new ArrayList<>();
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer(TestServer.settings(), null, memory);
        server.handler.script(exchange -> {
            if (exchange.request().path().equals("/stalled")) {
                go.await();
            }
            return TestHandler.echo(exchange);
        });
    }

    @AfterEach
    void stop() {
        go.countDown();
        clients.forEach(RawHttp2Client::close);
        server.close();
    }

    private RawHttp2Client client() throws IOException {
        var client = new RawHttp2Client(server.port());
        clients.add(client);
        return client;
    }

    /** Sends what a connection may send at first, and learns that it arrived. */
    private RawHttp2Client stall() throws IOException {
        RawHttp2Client client = client().post(1, "/stalled");
        for (int i = 0; i < 4; i++) {
            client.data(1, "a".repeat(FRAME), false);
        }
        client.frame(Frame.PING, 0, 0, new byte[8]);
        Got got = client.next();
        while (got.type() != Frame.PING) {
            got = client.next();
        }
        return client;
    }

    @Test
    void manyStalledBodiesTakeNoMoreThanTheMemoryThereIs() throws Exception {
        RawHttp2Client longest = stall();
        Exchange first = server.handler.taken.take();
        for (int i = 0; i < 30; i++) {
            stall();
            assertThat(memory.used()).isLessThanOrEqualTo(SIZE);
        }
        assertThat(memory.used()).as("what fits is kept").isGreaterThan(SIZE / 2);
        assertThat(longest.next(Frame.RST_STREAM).code()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
        await().untilAsserted(() ->
                assertThat(first.cancellation().cause()).isInstanceOf(Failure.Overloaded.class));
        go.countDown();
        clients.forEach(RawHttp2Client::close);
        await().untilAsserted(() -> assertThat(memory.used()).isZero());
    }

    @Test
    void anUploadThatIsReadGoesThroughWhileOthersStall() throws Exception {
        for (int i = 0; i < 20; i++) {
            stall();
        }
        RawHttp2Client busy = client().post(1, "/busy");
        int echoed = 0;
        for (int i = 0; i < 100; i++) {
            busy.data(1, "b".repeat(FRAME), i == 99);
            int due = (i + 1) * FRAME;
            while (echoed < due) {
                Got got = busy.next();
                assertThat(got.type()).isNotEqualTo(Frame.RST_STREAM);
                if (got.type() == Frame.DATA && got.payload().length > 0) {
                    echoed += got.payload().length;
                    busy.ints(Frame.WINDOW_UPDATE, 0, 0, got.payload().length);
                    busy.ints(Frame.WINDOW_UPDATE, 0, 1, got.payload().length);
                }
            }
        }
        assertThat(echoed).isEqualTo(100 * FRAME);
    }

    @Test
    void aBodyThatIsGivenUpIsForgotten() throws Exception {
        RawHttp2Client client = stall();
        assertThat(memory.used()).isEqualTo(4 * FRAME);
        client.ints(Frame.RST_STREAM, 0, 1, ErrorCode.CANCEL);
        go.countDown();
        await().untilAsserted(() -> assertThat(memory.used()).isZero());
    }
}
