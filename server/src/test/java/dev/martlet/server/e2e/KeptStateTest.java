// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static dev.martlet.server.e2e.ObjectsTest.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.martlet.core.config.ConfigException;
import dev.martlet.server.e2e.Api.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was made at run time, and what was used, outlives the process. */
class KeptStateTest {
    private static final String FILE =
            """
            providers: [ { name: echo, preset: echo } ]
            models: [ { name: smart, targets: [ echo ] } ]
            tenants: [ { name: org } ]
            policies: [ { kind: api-key } ]
            routes: [ { name: models, match: { path: "/**" }, to: { models: "*" } } ]
            """;

    @TempDir Path folder;

    private RunningGateway start(Path state) throws Exception {
        return RunningGateway.start("state: { path: \"" + state + "\" }\n" + FILE);
    }

    @Test
    void aGatewayThatKeepsNothingMakesNoFolder() throws Exception {
        try (RunningGateway gateway =
                        RunningGateway.start(
                                """
                                providers: [ { name: echo, preset: echo } ]
                                models: [ { name: smart, targets: [ echo ] } ]
                                routes: [ { name: models, match: { path: "/**" }, to: { models: "*" } } ]
                                """);
                Api client = new Api(gateway.port());
                Api admin = new Api(gateway.gateway().adminPort())) {
            expect(200, client.chat("smart"));
            await().untilAsserted(() ->
                    assertThat(admin.get("/usage").json().at("/total/requests").asInt())
                            .isEqualTo(1));
            assertThat(gateway.folder().resolve("data")).doesNotExist();

            expect(201, admin.put("/api/v1/tenants/acme", "{}"));
            assertThat(gateway.folder().resolve("data/martlet.state")).exists();
        }
    }

    @Test
    void aRestartKeepsObjectsKeysHistoryAndUsage() throws Exception {
        String key;
        try (RunningGateway gateway = start(folder.resolve("data"));
                Api admin = new Api(gateway.gateway().adminPort());
                Api client = new Api(gateway.port())) {
            expect(201, admin.put("/api/v1/tenants/acme", "{\"parent\":\"org\"}"));
            key =
                    expect(201, admin.post("/api/v1/tenants/acme/keys", "{\"id\":\"ci\"}"))
                            .json()
                            .get("key")
                            .asString();
            expect(200, client.chat("smart", "x-api-key", key));
            gateway.shutdown();
        }
        try (RunningGateway gateway = start(folder.resolve("data"));
                Api admin = new Api(gateway.gateway().adminPort());
                Api client = new Api(gateway.port())) {
            assertThat(admin.get("/api/v1/tenants/acme").field("etag")).isEqualTo("\"1\"");
            expect(200, client.chat("smart", "x-api-key", key));
            assertThat(admin.get("/api/v1/revisions").json().get("items")).hasSize(2);
            Answer usage = expect(200, admin.get("/usage?by=tenant,key,model&format=csv"));
            assertThat(usage.field("content-type")).startsWith("text/csv");
            assertThat(usage.text()).contains("\r\nacme,ci,smart,2,0,");
            assertThat(admin.get("/usage?by=tenant,key,model", "Accept", "text/csv").text())
                    .isEqualTo(usage.text());
            assertThat(admin.get("/usage?tenant=org").json().get("rows")).isEmpty();
            assertThat(admin.get("/usage?bye=day").json().get("detail").asString())
                    .startsWith("The parameter bye is unknown; did you mean by?");
            assertThat(admin.get("/usage?by=week").status()).isEqualTo(400);
        }
    }

    @Test
    void whatWasAnsweredSurvivesAKill() throws Exception {
        int port = GatewayProcess.freePort();
        int adminPort = GatewayProcess.freePort();
        Path file =
                Files.writeString(
                        folder.resolve("martlet.yaml"),
                        """
                        listeners: [ { name: public, bind: "127.0.0.1:%d" } ]
                        admin: { bind: "127.0.0.1:%d" }
                        """
                                        .formatted(port, adminPort)
                                + FILE);
        List<String> options = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1");
        String key;
        try (GatewayProcess process =
                        GatewayProcess.start(folder, options, "run", "-c", file.toString());
                Api admin = new Api(adminPort);
                Api client = new Api(port)) {
            process.awaitAdminPort();
            for (int i = 0; i < 20; i++) {
                expect(201, admin.put("/api/v1/tenants/t" + i, "{\"parent\":\"org\"}"));
            }
            key =
                    expect(201, admin.post("/api/v1/tenants/t7/keys", "{}"))
                            .json()
                            .get("key")
                            .asString();
            expect(200, client.chat("smart", "x-api-key", key));
            process.signal("KILL");
            process.awaitExit();
            assertThat(process.output())
                    .contains("revision 20 by local: created tenants/t19 (put)")
                    .contains("revision 21 by local: created keys/t7/t7-")
                    .doesNotContain(key);
        }
        try (GatewayProcess process =
                        GatewayProcess.start(folder, options, "run", "-c", file.toString());
                Api admin = new Api(adminPort);
                Api client = new Api(port)) {
            process.awaitAdminPort();
            assertThat(admin.get("/api/v1").json().get("revision").asInt()).isEqualTo(21);
            expect(200, admin.get("/api/v1/tenants/t19"));
            expect(200, client.chat("smart", "x-api-key", key));
        }
    }

    @Test
    void aFolderOfAnotherProcessIsNamedAtTheStart() throws Exception {
        Path data = folder.resolve("data");
        try (RunningGateway gateway = start(data);
                Api admin = new Api(gateway.gateway().adminPort())) {
            expect(201, admin.put("/api/v1/tenants/acme", "{}"));
            assertThatThrownBy(() -> start(data))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(
                            "martlet.yaml:3:16: state.path: "
                                    + data.resolve("martlet.state")
                                    + " is used by another process (expected: a folder of its own for each gateway;");
        }
    }

    @Test
    void aDamagedFileIsNamedAtTheStartAndLeftAsItIs() throws Exception {
        byte[] text = "not ours\n".repeat(2000).getBytes(StandardCharsets.UTF_8);
        Path file = Files.write(folder.resolve("martlet.state"), text);
        assertThatThrownBy(() -> start(folder))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is damaged, or no file of Martlet");
        assertThat(file).hasBinaryContent(text);
    }

    @Test
    void aChangeThatCannotBeWrittenIsRefusedAndWhatServesGoesOn() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        try (RunningGateway gateway = start(file.resolve("data"));
                Api admin = new Api(gateway.gateway().adminPort())) {
            Answer refused = admin.put("/api/v1/tenants/acme", "{}");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.json().get("reason").asString()).isEqualTo("state_unavailable");
            assertThat(refused.json().get("detail").asString())
                    .contains("state.path: " + file.resolve("data") + " cannot be made");
            assertThat(admin.get("/api/v1/tenants/acme").status()).isEqualTo(404);
            expect(200, admin.get("/api/v1/tenants/org"));
        }
    }

    @Test
    void objectsThatDoNotFitToTheFileAnyMoreAreNamedAtTheStart() throws Exception {
        Path data = folder.resolve("data");
        try (RunningGateway gateway = start(data);
                Api admin = new Api(gateway.gateway().adminPort())) {
            expect(201, admin.put("/api/v1/models/mine", "{\"targets\":[\"echo\"]}"));
        }
        String other =
                "state: { path: \"%s\" }\nproviders: [ { name: other, preset: echo } ]\n"
                        .formatted(data);
        assertThatThrownBy(() -> RunningGateway.start(other))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "admin: models/mine: targets[0].provider: no provider is named \"echo\" (expected: one of: other)");
    }

    @Test
    void theStateStaysWhereItIsWhileTheGatewayRuns() throws Exception {
        try (RunningGateway gateway = start(folder.resolve("data"))) {
            assertThat(gateway.tryReload("state: { kind: memory }\n" + FILE).problems())
                    .singleElement()
                    .asString()
                    .endsWith(
                            ":3:1: state: it cannot change while the gateway runs (expected: a restart)");
        }
    }

    @Test
    void secretsOfTheEnvironmentStayThere() throws Exception {
        try (RunningGateway gateway =
                        RunningGateway.start(
                                "state: { path: \"" + folder.resolve("data") + "\" }\n" + FILE,
                                Map.of("UPSTREAM_KEY", "sk-of-the-environment"));
                Api admin = new Api(gateway.gateway().adminPort())) {
            Answer made =
                    expect(
                            201,
                            admin.put(
                                    "/api/v1/providers/real",
                                    "{\"preset\":\"openai\",\"keys\":[\"${UPSTREAM_KEY}\"]}"));
            assertThat(made.text()).contains("${UPSTREAM_KEY}");
        }
        assertThat(
                        new String(
                                Files.readAllBytes(folder.resolve("data/martlet.state")),
                                StandardCharsets.ISO_8859_1))
                .contains("UPSTREAM_KEY")
                .doesNotContain("sk-of-the-environment");
    }
}
