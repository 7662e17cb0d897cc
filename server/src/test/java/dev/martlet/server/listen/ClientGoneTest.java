// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ClientGoneTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** As a transport waits for an upstream. */
    private static void waitUntilCancelled(Exchange exchange) throws InterruptedException {
        var cancelled = new CountDownLatch(1);
        exchange.cancellation().onCancel(cancelled::countDown);
        if (!cancelled.await(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("not cancelled");
        }
        throw new GatewayException(new Failure.ClientGone());
    }

    private TestHandler.Ended ended() throws InterruptedException {
        return server.handler.ended.poll(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anExchangeIsCancelledWhileItsReplyIsAwaited(boolean reset) throws Exception {
        server.handler.script(exchange -> {
            waitUntilCancelled(exchange);
            return TestHandler.text("never");
        });
        RawClient client = server.client();
        client.send(GET);
        Exchange exchange = server.handler.taken.poll(20, TimeUnit.SECONDS);
        if (reset) {
            client.socket().setOption(StandardSocketOptions.SO_LINGER, 0);
        }
        client.close();

        assertThat(ended().failure()).isEqualTo(new Failure.ClientGone());
        assertThat(exchange.cancellation().cause()).isEqualTo(new Failure.ClientGone());
    }

    @Test
    void anExchangeIsCancelledWhileItsReplyWaitsForMore() throws Exception {
        Pieces body = new Pieces("first").hold();
        server.handler.script(exchange -> {
            exchange.cancellation().onCancel(body::release);
            body.fail(new Failure.ClientGone());
            return TestHandler.stream(body);
        });
        RawClient client = server.client();
        client.send(GET).readUntil("first");
        client.close();

        assertThat(ended().failure()).isEqualTo(new Failure.ClientGone());
        assertThat(body.closed().getCount()).isZero();
    }

    @Test
    void aReplyThatFlowsEndsWithItsReader() throws Exception {
        server.handler.script(exchange -> TestHandler.stream(new Endless()));
        RawClient client = server.client();
        client.send(GET).readUntil("zzz");
        client.close();

        TestHandler.Ended ended = ended();
        assertThat(ended.failure()).isEqualTo(new Failure.ClientGone());
        assertThat(ended.sent()).isPositive();
    }

    @Test
    void anUploadThatBreaksOffCancelsItsExchange() throws Exception {
        server.handler.script(exchange -> TestHandler.text("" + exchange.buffer(100).length));
        RawClient client = server.client();
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
        Exchange exchange = server.handler.taken.poll(20, TimeUnit.SECONDS);
        client.close();

        ended();
        assertThat(exchange.cancellation().cause()).isEqualTo(new Failure.ClientGone());
    }

    @Test
    void aRequestThatIsSentWhileAnotherIsServedIsServedNext() throws Exception {
        var go = new CountDownLatch(1);
        server.handler.script(exchange -> {
            go.await();
            return TestHandler.text(exchange.request().path());
        });
        try (RawClient client = server.client()) {
            client.send(GET.replace("/ ", "/1 "));
            server.handler.taken.poll(20, TimeUnit.SECONDS);
            // Long enough for the watch on the client to have begun.
            Thread.sleep(100);
            client.send(GET.replace("/ ", "/2 "));
            go.countDown();
            assertThat(client.readReply()).endsWith("/1");
            assertThat(client.readReply()).endsWith("/2");
            client.send(GET.replace("/ ", "/3 "));
            assertThat(client.readReply()).endsWith("/3");
        }
    }
}
