// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.martlet.server.run.ReloadReport;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A changed file is taken whole or not at all, without losing a request. */
class ReloadTest {
    private static final Duration FILE_WATCH = Duration.ofSeconds(10);

    private static String saying(String body) {
        return """
        routes: [ { name: all, match: { path: "/**" }, to: { respond: { body: "%s" } } } ]
        """
                .formatted(body);
    }

    private static final String BAD =
            """
            services:
              - { name: orders, endpoints: [ "http://127.0.0.1:1" ] }
            routes:
              - name: all
                match: { path: "/**" }
                to: { service: ordrs }
                tiemout: 1s
            """;

    @Test
    void aChangedFileIsTakenByItself() throws Exception {
        try (RunningGateway gateway = RunningGateway.start(saying("one"))) {
            assertThat(gateway.get("/").text()).isEqualTo("one");
            gateway.write(saying("two"));
            await().atMost(FILE_WATCH).until(() -> gateway.get("/").text().equals("two"));
        }
    }

    /**
     * A Kubernetes ConfigMap: files are links into a folder that is itself a link, which is
     * swapped.
     */
    @Test
    void theSwapOfAConfigMapsLinkIsNoticed() throws Exception {
        Path folder = Files.createTempDirectory("martlet-e2e");
        Path first = Files.createDirectory(folder.resolve("..2026_01"));
        Path second = Files.createDirectory(folder.resolve("..2026_02"));
        Files.writeString(first.resolve("martlet.yaml"), RunningGateway.complete(saying("one")));
        Files.writeString(second.resolve("martlet.yaml"), RunningGateway.complete(saying("two")));
        Path data = folder.resolve("..data");
        Files.createSymbolicLink(data, first.getFileName());
        Path file =
                Files.createSymbolicLink(
                        folder.resolve("martlet.yaml"), Path.of("..data", "martlet.yaml"));
        try (RunningGateway gateway = RunningGateway.start(folder, file, Map.of())) {
            assertThat(gateway.get("/").text()).isEqualTo("one");
            Path next =
                    Files.createSymbolicLink(folder.resolve("..data_tmp"), second.getFileName());
            Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
            await().atMost(FILE_WATCH).until(() -> gateway.get("/").text().equals("two"));
        }
    }

    @Test
    void theAdminPortReloadsOnDemand() throws Exception {
        try (RunningGateway gateway = RunningGateway.start(saying("one"))) {
            gateway.write(saying("two"));
            Message reply = gateway.admin("POST", "/reload");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(RunningGateway.json(reply).get("ok").asBoolean()).isTrue();
            assertThat(RunningGateway.json(reply).get("generation").asInt()).isEqualTo(2);
            assertThat(gateway.get("/").text()).isEqualTo("two");
        }
    }

    @Test
    void aBadFileChangesNothingAndEveryoneIsToldWhy() throws Exception {
        try (RunningGateway gateway = RunningGateway.start(saying("good"))) {
            gateway.write(BAD);
            Message refused = gateway.admin("POST", "/reload");
            assertThat(refused.status()).isEqualTo(422);
            assertProblems(RunningGateway.json(refused));
            assertThat(gateway.get("/").text()).isEqualTo("good");

            Message ready = gateway.admin("GET", "/health/ready");
            assertThat(ready.status()).isEqualTo(200);
            assertProblems(RunningGateway.json(ready).get("config"));
            assertThat(gateway.metric("martlet_config_last_reload_successful")).isZero();
            assertThat(gateway.metric("martlet_config_generation")).isEqualTo(1);
            assertThat(gateway.metric("martlet_config_reloads_total{result=\"refused\"}"))
                    .isEqualTo(1);

            gateway.reload(saying("better"));
            assertThat(gateway.get("/").text()).isEqualTo("better");
            assertThat(gateway.metric("martlet_config_last_reload_successful")).isEqualTo(1);
            assertThat(gateway.json("/health/ready").get("config").get("problems")).isEmpty();
        }
    }

    /** All of them, with lines; the file has two lines in front that the harness put there. */
    private static void assertProblems(JsonNode report) {
        assertThat(report.get("ok").asBoolean()).isFalse();
        assertThat(report.get("generation").asInt()).isEqualTo(1);
        assertThat(report.get("problems")).hasSize(2);
        assertThat(report.get("problems").toString())
                .contains("routes[0].to.service", "orders", "\"line\":8")
                .contains("tiemout", "timeout", "\"line\":9");
    }

    @Test
    void aServiceThatHasNotChangedKeepsItsConnections() throws Exception {
        try (RawUpstream upstream = RawUpstream.saying("hello")) {
            String yaml = RunningGateway.to(upstream, "");
            try (RunningGateway gateway = RunningGateway.start(yaml);
                    RawConnection client = gateway.connect()) {
                assertThat(client.get("/1").reply().status()).isEqualTo(200);
                gateway.reload(yaml.replace("\"/**\"", "\"/only/**\""));
                assertThat(client.get("/only/2").reply().text()).isEqualTo("hello");
                assertThat(client.get("/1").reply().status()).isEqualTo(404);
                assertThat(upstream.accepted()).isEqualTo(1);
                assertThat(gateway.service("up").get("requests").asInt()).isEqualTo(2);
            }
        }
    }

    @Test
    void aServiceThatIsGoneLetsGoOfItsConnections() throws Exception {
        try (RawUpstream upstream = RawUpstream.saying("hello");
                RunningGateway gateway = RunningGateway.inFrontOf(upstream)) {
            gateway.get("/");
            assertThat(upstream.open()).isEqualTo(1);
            gateway.reload(saying("no service"));
            await().untilAsserted(() -> assertThat(upstream.open()).isZero());
        }
    }

    /**
     * The request stays on the generation that it began on, though its service is not in the next.
     */
    @Test
    void aReplyInFlightOutlivesTheConfigurationItBeganWith() throws Exception {
        var reloaded = new CountDownLatch(1);
        try (RawUpstream upstream =
                        RawUpstream.scripted(connection -> {
                            connection.request();
                            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst");
                            reloaded.await(10, TimeUnit.SECONDS);
                            connection.send("after");
                            connection.awaitEnd();
                        });
                RunningGateway gateway = RunningGateway.inFrontOf(upstream);
                RawConnection client = gateway.connect()) {
            Message head = client.get("/").head();
            gateway.reload(saying("new"));
            assertThat(gateway.get("/").text()).isEqualTo("new");
            reloaded.countDown();
            assertThat(client.body(head).text()).isEqualTo("firstafter");
            assertThat(client.get("/").reply().text()).as("the next one").isEqualTo("new");
            await().untilAsserted(() -> assertThat(upstream.open()).isZero());
        }
    }

    @Test
    void listenersComeAndGo() throws Exception {
        String one = "  - { name: public, bind: \"127.0.0.1:0\" }\n";
        String two = "  - { name: second, bind: \"127.0.0.1:0\" }\n";
        try (RunningGateway gateway =
                RunningGateway.start("listeners:\n" + one + saying("hello"))) {
            int port = gateway.port();
            gateway.reload("listeners:\n" + one + two + saying("hello"));
            assertThat(gateway.port()).as("unchanged ones stay").isEqualTo(port);
            int second = gateway.port("second");
            try (RawConnection client = RawConnection.to(second)) {
                assertThat(client.get("/").reply().text()).isEqualTo("hello");
                gateway.reload("listeners:\n" + one + saying("hello"));
                assertThat(client.awaitEnd()).isEqualTo(RawConnection.End.CLOSED);
            }
            await().untilAsserted(() ->
                    assertThatThrownBy(() -> RawConnection.to(second).close())
                            .isInstanceOf(ConnectException.class));
            assertThat(gateway.get("/").text()).isEqualTo("hello");
        }
    }

    @Test
    void aRequestOnAListenerThatIsRemovedStillEnds() throws Exception {
        var removed = new CountDownLatch(1);
        String listeners =
                """
                listeners:
                  - { name: public, bind: "127.0.0.1:0" }
                """;
        try (RawUpstream upstream =
                RawUpstream.answering(request -> {
                    try {
                        removed.await(10, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    return RawUpstream.ok("slow");
                })) {
            String routes = RunningGateway.to(upstream, "");
            String second = "  - { name: second, bind: \"127.0.0.1:0\" }\n";
            try (RunningGateway gateway = RunningGateway.start(listeners + second + routes);
                    RawConnection client = RawConnection.to(gateway.port("second"))) {
                client.get("/");
                upstream.next();
                gateway.reload(listeners + routes);
                removed.countDown();
                assertThat(client.reply().text()).isEqualTo("slow");
                assertThat(client.awaitEnd()).isEqualTo(RawConnection.End.CLOSED);
            }
        }
    }

    @Test
    void limitsOfAListenerChangeWithoutItsPort() throws Exception {
        String listener =
                """
                listeners: [ { name: public, bind: "127.0.0.1:0", limits: { request-line: %s } } ]
                """;
        try (RunningGateway gateway =
                RunningGateway.start(listener.formatted("8KiB") + saying("hello"))) {
            int port = gateway.port();
            String target = "/" + "a".repeat(3000);
            assertThat(gateway.get(target).status()).isEqualTo(200);
            gateway.reload(listener.formatted("2KiB") + saying("hello"));
            assertThat(gateway.port()).isEqualTo(port);
            assertThat(gateway.get(target).status()).isEqualTo(414);
        }
    }

    /** The new routes are fine, but the port is not to be had: then the old routes go on too. */
    @Test
    void aPortThatIsTakenRefusesTheWholeFile() throws Exception {
        try (RawUpstream other = RawUpstream.saying("not us");
                RunningGateway gateway = RunningGateway.start(saying("old"))) {
            String yaml =
                    """
                    listeners:
                      - { name: public, bind: "127.0.0.1:0" }
                      - { name: free, bind: "127.0.0.1:0" }
                      - { name: taken, bind: "127.0.0.1:%d" }
                    """
                            .formatted(other.port());
            ReloadReport report = gateway.tryReload(yaml + saying("new"));
            assertThat(report.ok()).isFalse();
            assertThat(report.problems().toString())
                    .contains("listeners[2].bind")
                    .contains(":" + other.port());
            assertThat(report.generation()).isEqualTo(1);
            assertThat(gateway.get("/").text()).isEqualTo("old");
            assertThatThrownBy(() -> gateway.port("free")).isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void aFileThatIsMissingForAMomentIsNoReasonToStop() throws Exception {
        try (RunningGateway gateway = RunningGateway.start(saying("old"))) {
            Files.delete(gateway.folder().resolve("martlet.yaml"));
            assertThat(gateway.gateway().reload().ok()).isFalse();
            assertThat(gateway.get("/").text()).isEqualTo("old");
            gateway.reload(saying("back"));
            assertThat(gateway.get("/").text()).isEqualTo("back");
        }
    }

    @Test
    void aBadFirstFileDoesNotStart() {
        assertThatThrownBy(
                        () -> {
                            try (RunningGateway gateway = RunningGateway.start(BAD)) {
                                throw new AssertionError("started on " + gateway.port());
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        })
                .isInstanceOf(dev.martlet.core.config.ConfigException.class)
                .hasMessageContaining("routes[0].to.service");
    }
}
