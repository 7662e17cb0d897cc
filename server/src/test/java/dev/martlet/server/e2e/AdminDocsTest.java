// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The examples of {@code docs/admin-api.md} do what the page says. */
class AdminDocsTest {
    private static final Pattern BLOCK = Pattern.compile("(?s)```sh\n(.*?)```");

    @TempDir Path folder;

    @Test
    void theExamplesRunOneAfterTheOther() throws Exception {
        Curl.assumeInstalled();
        String page = Files.readString(Path.of("..", "docs", "admin-api.md"));
        try (RunningGateway gateway = RunningGateway.start("state: { kind: memory }\n");
                Api admin = new Api(gateway.gateway().adminPort())) {
            var script = new StringBuilder("set -e\n");
            Matcher block = BLOCK.matcher(page);
            while (block.find()) {
                script.append(block.group(1));
            }
            String text =
                    script.toString()
                            .replace("127.0.0.1:9900", "127.0.0.1:" + gateway.gateway().adminPort())
                            .replace("curl -sS", "curl -q --noproxy '*' -m 20 -sS");
            assertThat(text).contains("curl", "/usage", "rollback", "rotate");
            Path output = folder.resolve("output");
            Process shell =
                    new ProcessBuilder("sh", "-x", "-c", text)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(shell.exitValue()).as(Files.readString(output)).isZero();

            JsonNode newest = admin.get("/api/v1/revisions?limit=2").json().get("items");
            assertThat(newest.at("/0/note").asString()).isEqualTo("roll back to 5");
            assertThat(newest.at("/1/author").asString()).isEqualTo("ann");
            assertThat(admin.get("/api/v1/tenants/acme/keys/ci").status()).isEqualTo(404);
            assertThat(admin.get("/api/v1/tenants/acme/keys/ci-2").status()).isEqualTo(200);
        }
    }
}
