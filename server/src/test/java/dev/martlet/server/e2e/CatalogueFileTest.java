// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.martlet.server.run.ReloadReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A user's own list of models: it decides who is asked, and is read again when it changes. */
class CatalogueFileTest {
    private static final String BLIND_FIRST =
            "{ \"first/blind\": { \"vision\": false }, \"second/sees\": { \"vision\": true } }";
    private static final String YAML =
            """
            providers: [ { name: first, preset: echo }, { name: second, preset: echo } ]
            models:
              - name: eye
                targets:
                  - { provider: first, model: blind }
                  - { provider: second, model: sees, priority: 2 }
            catalogue: { file: "%s" }
            routes: [ { name: models, match: { path: "/**" }, to: { models: [ eye ] } } ]
            """;

    private RunningGateway gateway;

    private Path start() throws IOException {
        gateway =
                RunningGateway.start(
                        "routes: [ { name: r, match: { path: \"/\" }, to: { respond: { status: 204 } } } ]\n");
        Path file = Files.writeString(gateway.folder().resolve("models.json"), BLIND_FIRST);
        gateway.reload(YAML.formatted("models.json"));
        return file;
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
    }

    @Test
    void aModelThatCannotSeeIsPassedByUntilTheFileSaysElse() throws IOException {
        Path file = start();
        assertThat(answering()).isEqualTo("sees");

        Files.writeString(file, "{}");

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(answering()).isEqualTo("blind"));
    }

    @Test
    void aFileThatIsWrongChangesNothingAndIsNamed() throws IOException {
        Path file = start();
        Files.writeString(file, "{ \"first/blind\": { \"vison\": false } }");

        ReloadReport report = gateway.tryReload(YAML.formatted("models.json"));

        assertThat(report.problems()).hasSize(1);
        assertThat(report.problems().getFirst().toString())
                .contains("catalogue.file", "\"first/blind\".vison: unknown");
        assertThat(answering()).isEqualTo("sees");
    }

    @Test
    void aFileThatIsNotThereIsAProblem() throws IOException {
        start();
        ReloadReport report = gateway.tryReload(YAML.formatted("none.json"));

        assertThat(report.problems().getFirst().toString())
                .contains("catalogue.file", "does not exist");
    }

    private String answering() throws IOException {
        String body =
                "{'model':'eye','messages':[{'role':'user','content':[{'type':'text','text':'Hi'},{'type':'image_url','image_url':{'url':'https://example.com/a.png'}}]}]}"
                        .replace('\'', '"');
        Message reply =
                gateway.exchange(
                        "POST /v1/chat/completions HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: "
                                + body.getBytes(UTF_8).length
                                + "\r\n\r\n"
                                + body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return RunningGateway.json(reply).at("/model").asString();
    }
}
