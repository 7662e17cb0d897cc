// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static dev.martlet.server.e2e.ModelUpstream.json;
import static dev.martlet.server.e2e.ModelUpstream.provider;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A WebSocket to a model. */
class RealtimeTest {
    private static final String UPGRADE =
            """
            GET /v1/realtime?model=mine&intent=transcription&model=sneaky HTTP/1.1\r
            Host: a\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Protocol: realtime, openai-insecure-api-key.sk-clients, openai-beta.realtime-v1\r
            OpenAI-Beta: realtime=v1\r
            \r
            """;

    private static String config(RawUpstream first, RawUpstream second) {
        return "providers:\n"
                + provider("first", "openai-chat", first, ", keys: [ sk-1 ]")
                + provider("second", "openai-chat", second, ", keys: [ sk-2 ]")
                + "models: [ { name: mine, targets: [ { provider: first, model: m/1 }, { provider: second, model: m/2, priority: 2 } ] } ]\n"
                + "routes: [ { name: models, match: { path: \"/**\" }, to: { models: [ \"*\" ] } } ]\n";
    }

    @Test
    void theTunnelGoesToTheFirstThatTakesItWithItsKeyAndModel() throws Exception {
        var heads = new LinkedBlockingQueue<Message>();
        try (RawUpstream bad = RawUpstream.answering(request -> json(503, "{}"));
                RawUpstream good =
                        RawUpstream.scripted(connection -> {
                            heads.add(connection.head());
                            connection.send(
                                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\nSec-WebSocket-Protocol: realtime\r\n\r\n");
                            connection.send(connection.bytes(4));
                            connection.awaitEnd();
                        });
                RunningGateway gateway = RunningGateway.start(config(bad, good))) {
            try (RawConnection client = gateway.connect()) {
                client.send(UPGRADE);
                Message reply = client.head();
                assertThat(reply.status()).isEqualTo(101);
                assertThat(reply.field("Sec-WebSocket-Protocol")).isEqualTo("realtime");
                client.send("ping");
                assertThat(new String(client.bytes(4), java.nio.charset.StandardCharsets.UTF_8))
                        .isEqualTo("ping");
            }
            Message head = heads.poll(10, TimeUnit.SECONDS);
            assertThat(head.target()).isEqualTo("/v1/realtime?model=m%2F2&intent=transcription");
            assertThat(head.field("Authorization")).isEqualTo("Bearer sk-2");
            assertThat(head.field("Sec-WebSocket-Protocol"))
                    .isEqualTo("realtime, openai-beta.realtime-v1");
            assertThat(head.field("OpenAI-Beta")).isEqualTo("realtime=v1");
            assertThat(head.toString()).doesNotContain("sk-clients");
        }
    }

    @Test
    void whatIsNoWebSocketIsToldSo() throws Exception {
        try (RawUpstream upstream = RawUpstream.saying("no");
                RunningGateway gateway = RunningGateway.start(config(upstream, upstream))) {
            assertThat(gateway.get("/v1/realtime?model=mine").status()).isEqualTo(426);
        }
    }
}
