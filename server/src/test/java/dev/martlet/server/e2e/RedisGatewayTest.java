// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.martlet.server.state.redis.RedisProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway serves while Redis is away, and says so. */
@Timeout(120)
class RedisGatewayTest {
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir private Path folder;

    @Test
    void whatIsDegradedIsWellAgainByItself() throws Exception {
        try (var redis = RedisProcess.start(folder);
                RunningGateway gateway = RunningGateway.start(yaml(redis.port()))) {
            becomes(gateway, "well", 1);
            assertThat(get(gateway.port(), "/")).isEqualTo("served");
            redis.stop();
            becomes(gateway, "degraded", 0);
            assertThat(get(gateway.gateway().adminPort(), "/health/ready"))
                    .contains("\"status\" : \"ready\"")
                    .contains("Redis at 127.0.0.1:" + redis.port() + " ");
            assertThat(get(gateway.port(), "/")).isEqualTo("served");
            redis.start();
            becomes(gateway, "well", 1);
        }
    }

    @Test
    void aGatewayStartsWhileRedisIsAwayAndFindsItLater() throws Exception {
        int port = RedisProcess.freePort();
        try (RunningGateway gateway = RunningGateway.start(yaml(port))) {
            becomes(gateway, "degraded", 0);
            assertThat(get(gateway.port(), "/")).isEqualTo("served");
            try (var redis = RedisProcess.start(folder, port)) {
                becomes(gateway, "well", 1);
            }
        }
    }

    private void becomes(RunningGateway gateway, String status, int available) {
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        get(gateway.gateway().adminPort(), "/health/ready")
                                .contains("\"status\" : \"" + status + "\""));
        await().until(() ->
                get(gateway.gateway().adminPort(), "/metrics")
                        .contains("martlet_state_available " + available + "\n"));
    }

    private String get(int port, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return client.send(
                        HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static String yaml(int port) {
        return """
        state: { kind: redis, uri: "redis://127.0.0.1:%d", timeout: 1s }
        routes: [ { name: all, match: { path: "/**" }, to: { respond: { body: served } } } ]
        """
                .formatted(port);
    }
}
