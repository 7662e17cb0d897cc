// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A reply that breaks off counts against its endpoint as one that does not begin. */
class BrokenBodyTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";

    private static RunningGateway gateway(RawUpstream bad, RawUpstream good) throws IOException {
        return RunningGateway.start(
                """
                services:
                  - name: up
                    endpoints: [ "http://127.0.0.1:%d", "http://127.0.0.1:%d" ]
                    outlier: { consecutive: 3, eject: 60s, max-ejected: 50%% }
                routes: [ { name: all, match: { path: "/**" }, to: { service: up } } ]
                """
                        .formatted(bad.port(), good.port()));
    }

    private static JsonNode endpoint(RunningGateway gateway, RawUpstream upstream)
            throws IOException {
        for (JsonNode endpoint : gateway.service("up").get("endpoints")) {
            if (endpoint.get("id").asString().endsWith(":" + upstream.port())) {
                return endpoint;
            }
        }
        throw new AssertionError("no such endpoint");
    }

    private static void tryToGet(RunningGateway gateway) {
        try {
            gateway.get("/");
        } catch (IOException | AssertionError e) {
            // It was cut, as it should be.
        }
    }

    @Test
    void anEndpointWhoseRepliesBreakOffIsEjected() throws Exception {
        try (RawUpstream bad =
                        RawUpstream.scripted(connection -> {
                            connection.request();
                            connection.send(HEAD + "half");
                        });
                RawUpstream good = RawUpstream.saying("good");
                RunningGateway gateway = gateway(bad, good)) {
            for (int i = 0; i < 20; i++) {
                tryToGet(gateway);
            }
            assertThat(bad.accepted()).isEqualTo(3);
            assertThat(endpoint(gateway, bad).get("ejectedBecause").asString()).isEqualTo("reset");
            assertThat(endpoint(gateway, bad).get("failures").asInt()).isEqualTo(3);
            assertThat(gateway.get("/").text()).isEqualTo("good");
        }
    }

    @Test
    void aClientThatLeavesInTheMiddleSaysNothingAgainstTheEndpoint() throws Exception {
        try (RawUpstream slow =
                        RawUpstream.scripted(connection -> {
                            connection.request();
                            connection.send(HEAD + "half");
                            connection.awaitEnd();
                        });
                RawUpstream good = RawUpstream.saying("good");
                RunningGateway gateway = gateway(slow, good)) {
            for (int i = 0; i < 12; i++) {
                try (RawConnection client = gateway.connect()) {
                    Message head = client.get("/").head();
                    assertThat(head.status()).isEqualTo(200);
                }
            }
            gateway.awaitIdle();
            assertThat(slow.accepted()).isGreaterThan(3);
            assertThat(endpoint(gateway, slow).get("failures").asInt()).isZero();
        }
    }
}
