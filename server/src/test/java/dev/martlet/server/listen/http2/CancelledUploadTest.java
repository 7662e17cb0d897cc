// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.server.listen.TestServer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CancelledUploadTest {
    @Test
    void whoeverWaitsForABodyIsToldThatTheTimeIsOver() throws Exception {
        try (var server = new TestServer();
                var client = new RawHttp2Client(server.listener.port())) {
            server.handler.script(exchange -> {
                exchange.buffer(100);
                return null;
            });
            client.post(1, "/").data(1, "abc", false);
            Exchange waiting = server.handler.taken.poll(10, TimeUnit.SECONDS);
            assertThat(waiting).as("a request").isNotNull();
            waiting.cancellation().cancel(new Failure.RouteTimeout());
            assertThat(client.reply(1).body()).contains("route_timeout");
        }
    }
}
