// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The timeout of a route is for the whole exchange; tunnels alone outlive it. */
@SuppressWarnings("StringConcatToTextBlock") // A text block hides which line ends are there.
class RouteTimeoutTest {
    private static RunningGateway gateway(RawUpstream upstream) throws IOException {
        return RunningGateway.start(
                """
                services: [ { name: up, endpoints: [ "http://127.0.0.1:%d" ] } ]
                routes: [ { name: all, match: { path: "/**" }, to: { service: up }, timeout: 400ms } ]
                """
                        .formatted(upstream.port()));
    }

    private static RawUpstream neverAnswering() throws IOException {
        return RawUpstream.scripted(connection -> {
            connection.head();
            connection.awaitEnd();
        });
    }

    private static void assertTimeout(Message reply) {
        assertThat(reply.status()).isEqualTo(504);
        assertThat(reply.text()).contains("timeout");
    }

    @Test
    void aServiceThatDoesNotAnswerIsATimeout() throws Exception {
        try (RawUpstream upstream = neverAnswering();
                RunningGateway gateway = gateway(upstream)) {
            assertTimeout(gateway.get("/"));
        }
    }

    @Test
    void aDownloadThatTakesLongerIsCutAndNeverLooksComplete() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.request();
                            connection.send(
                                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                            + "5\r\nfirst\r\n");
                            connection.awaitEnd();
                        });
                RunningGateway gateway = gateway(upstream);
                RawConnection client = gateway.connect()) {
            Message head = client.get("/").head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(client.chunk()).isEqualTo("first");
            assertThatThrownBy(client::chunk).isInstanceOf(IOException.class);
        }
    }

    /** The first is held before it is sent on, the second streams. */
    @ParameterizedTest
    @ValueSource(ints = {10, 1_000_000})
    void anUploadThatTakesLongerIsATimeout(int length) throws Exception {
        try (RawUpstream upstream = neverAnswering();
                RunningGateway gateway = gateway(upstream);
                RawConnection client = gateway.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\nabc");
            assertTimeout(client.reply());
        }
    }

    @Test
    void aTunnelThatIsOpenMayStay() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            Message request = connection.head();
                            if (!request.has("Upgrade")) {
                                connection.awaitEnd();
                                return;
                            }
                            connection.send(
                                    "HTTP/1.1 101 Switching Protocols\r\n"
                                            + "Connection: Upgrade\r\nUpgrade: test\r\n\r\n");
                            connection.send(connection.bytes(4));
                            connection.awaitEnd();
                        });
                RunningGateway gateway = gateway(upstream);
                RawConnection client = gateway.connect()) {
            client.send(
                    "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: test\r\n\r\n");
            assertThat(client.head().status()).isEqualTo(101);
            // A request that began after the tunnel, and was timed out: the tunnel's time is over.
            assertTimeout(gateway.get("/"));
            client.send("ping");
            assertThat(client.bytes(4)).asString().isEqualTo("ping");
        }
    }
}
