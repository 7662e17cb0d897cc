// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpstreamTest {

    private static final Path PEERS = Path.of("peers").toAbsolutePath();

    @TempDir Path work;

    @Test
    void withoutNginxASmallServerAnswersTheSame() throws Exception {
        try (var children = new Children(work);
                var client = new LoopbackClient()) {
            var upstream = new Upstream(PEERS, work, children, Optional.empty());
            int port = upstream.start(Scenario.HTTP).port();
            await().until(() -> client.get(port, "/orders").status() == 200);

            assertThat(client.get(port, "/").body())
                    .isEqualTo(Files.readString(upstream.body(Scenario.HTTP)));
            LoadResult result =
                    new Generator(children, PEERS, Optional.empty())
                            .run(new Load(port, Ask.get("/orders", ""), 4, Duration.ofSeconds(1)));
            assertThat(result.requests()).isPositive();
            assertThat(result.failed()).isZero();
        }
    }
}
