// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConfigCommandsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;

    @Test
    void validateSaysOkToTheDemo() throws IOException {
        Path file = Files.writeString(folder.resolve("demo.yaml"), DemoConfig.text());
        assertThat(martlet("validate", file.toString())).isZero();
        assertThat(out.toString())
                .matches("ok: .*demo\\.yaml: 1 listener, \\d+ services?, \\d+ routes?\\R");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void validateSendsNothingToAnyService() throws Exception {
        try (var service = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            var connected = new CompletableFuture<Socket>();
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            connected.complete(service.accept());
                        } catch (IOException e) {
                            connected.completeExceptionally(e);
                        }
                    });
            Path file =
                    Files.writeString(
                            folder.resolve("health.yaml"),
                            """
                            listeners: [ { name: public, bind: "127.0.0.1:8080" } ]
                            services:
                              - name: up
                                endpoints: [ "http://127.0.0.1:%d" ]
                                health: { path: /healthz, interval: 100ms }
                            routes: [ { name: all, to: { service: up } } ]
                            """
                                    .formatted(service.getLocalPort()));
            // Each one would start a check at once; it has to be seen at least once in so many.
            for (int i = 0; i < 10; i++) {
                assertThat(martlet("validate", file.toString())).isZero();
            }
            assertThat(connected).isNotDone();
        }
    }

    @Test
    void validatePrintsEveryProblemWithItsPlace() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("bad.yaml"),
                        """
                        listeners:
                          - { name: public, bind: "127.0.0.1:8080", http3: true }
                        routes:
                          - name: r
                            match: { when: "request.mehtod == 'GET'" }
                            to: { service: ehco }
                        policies:
                          - { kind: crs }
                        """);
        assertThat(martlet("validate", file.toString())).isOne();
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .startsWith(file + ":2:45: listeners[0].http3: ")
                                        .contains("did you mean http2?"),
                        line ->
                                assertThat(line)
                                        .startsWith(file + ":5:20: routes[0].match.when: ")
                                        .contains("mehtod"),
                        line -> assertThat(line).startsWith(file + ":6:20: routes[0].to.service: "),
                        line ->
                                assertThat(line)
                                        .startsWith(file + ":8:13: policies[0].kind: ")
                                        .contains("no policy is of the kind \"crs\""),
                        line -> assertThat(line).isEqualTo("4 problems in " + file));
    }

    @Test
    void validateOfAFileThatIsNotThereIsAProblem() {
        assertThat(martlet("validate", folder.resolve("no.yaml").toString())).isOne();
        assertThat(err.toString()).contains("the file does not exist");
    }

    @Test
    void schemaPrintsASchemaWithEverySection() {
        assertThat(martlet("schema")).isZero();
        JsonNode schema = JsonMapper.builder().build().readTree(out.toString());
        assertThat(schema.get("$schema").asString())
                .isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(schema.get("properties").propertyNames())
                .containsExactly(
                        "listeners",
                        "admin",
                        "shutdown",
                        "state",
                        "alerts",
                        "services",
                        "providers",
                        "models",
                        "catalogue",
                        "tenants",
                        "overload",
                        "routes",
                        "policies");
        assertThat(schema.get("$defs").propertyNames())
                .contains("listener", "service", "route", "policy");
    }

    private int martlet(String... args) {
        return new CommandLine(new MartletCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
