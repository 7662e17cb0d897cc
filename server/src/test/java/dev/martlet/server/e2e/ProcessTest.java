// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The process: what it prints, how it ends, which signals it hears. */
class ProcessTest {
    /** Starts fast; as much as these tests need. */
    private static final List<String> SMALL =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m", "-Xshare:auto");

    @TempDir private Path folder;

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("martlet.yaml"), yaml);
    }

    private static String listening(int port) {
        return """
        listeners: [ { name: public, bind: "127.0.0.1:%d" } ]
        admin: { bind: "127.0.0.1:0" }
        """
                .formatted(port);
    }

    private static String saying(String body) {
        return """
        routes: [ { name: all, match: { path: "/**" }, to: { respond: { body: "%s" } } } ]
        """
                .formatted(body);
    }

    private static String get(int port, String target) throws IOException {
        try (RawConnection client = RawConnection.to(port)) {
            return client.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .reply()
                    .text();
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void withoutAFileItServesTheDemoAndSaysWhatToTry() throws Exception {
        assumeTrue(isFree(8080) && isFree(9900), "the demo's ports are taken on this machine");
        try (GatewayProcess martlet = GatewayProcess.start(folder, SMALL, "run")) {
            martlet.awaitOutput("curl http://127.0.0.1:8080/echo/hello");
            assertThat(get(8080, "/echo/hello")).contains("/echo/hello");
            assertThat(get(9900, "/health/ready")).contains("\"ready\"");
        }
    }

    @Test
    void aBadFileIsRefusedWithAllItsProblems() throws Exception {
        Path file =
                write(
                        """
                        listeners: [ { name: public, bind: "127.0.0.1:0", colour: red } ]
                        routes:
                          - { name: a, match: { path: "/a" }, to: { service: nowhere } }
                          - { name: a, match: { path: "/b" }, to: { respond: { status: 99 } } }
                        """);
        try (GatewayProcess martlet =
                GatewayProcess.start(folder, SMALL, "run", "-c", file.toString())) {
            assertThat(martlet.awaitExit()).isEqualTo(1);
            assertThat(martlet.output())
                    .contains("martlet.yaml:1:", "colour")
                    .contains("martlet.yaml:3:", "nowhere")
                    .contains("martlet.yaml:4:", "status")
                    .contains("not started: ")
                    .doesNotContain("Exception");
        }
    }

    @Test
    void aPortThatIsTakenIsAProblemLikeAnyOther() throws Exception {
        try (RawUpstream other = RawUpstream.saying("not us")) {
            Path file = write(listening(other.port()) + saying("x"));
            try (GatewayProcess martlet =
                    GatewayProcess.start(folder, SMALL, "run", "-c", file.toString())) {
                assertThat(martlet.awaitExit()).isEqualTo(1);
                assertThat(martlet.output())
                        .contains("martlet.yaml:1:", ":" + other.port())
                        .doesNotContain("at dev.martlet");
            }
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void hangUpReloads() throws Exception {
        int port = GatewayProcess.freePort();
        Path file = write(listening(port) + saying("one"));
        try (GatewayProcess martlet =
                GatewayProcess.start(folder, SMALL, "run", "-c", file.toString())) {
            int admin = martlet.awaitAdminPort();
            assertThat(get(port, "/")).isEqualTo("one");
            write(listening(port) + saying("two"));
            martlet.signal("HUP");
            await().until(() -> get(port, "/").equals("two"));
            assertThat(get(admin, "/metrics")).contains("martlet_config_generation 2");
            assertThat(martlet.isAlive()).isTrue();
        }
    }

    /**
     * Readiness goes off at once; the slow request ends well; nobody else gets in; then it is over.
     */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void onTerminateItFinishesWhatItHasBegun() throws Exception {
        int port = GatewayProcess.freePort();
        var arrived = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        try (RawUpstream upstream =
                RawUpstream.scripted(connection -> {
                    connection.request();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst");
                    arrived.countDown();
                    answer.await(20, TimeUnit.SECONDS);
                    connection.send("after");
                    connection.awaitEnd();
                })) {
            Path file =
                    write(
                            listening(port)
                                    + "shutdown: { grace: 20s }\n"
                                    + RunningGateway.to(upstream, ""));
            try (GatewayProcess martlet =
                    GatewayProcess.start(folder, SMALL, "run", "-c", file.toString())) {
                int admin = martlet.awaitAdminPort();
                try (RawConnection client = RawConnection.to(port);
                        RawConnection idle = RawConnection.to(port)) {
                    Message head = client.get("/slow").head();
                    assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
                    martlet.terminate();
                    await().until(() -> get(admin, "/health/ready").contains("not ready"));
                    await().untilAsserted(() ->
                            assertThatThrownBy(() -> RawConnection.to(port).close())
                                    .isInstanceOf(ConnectException.class));
                    idle.awaitEnd();
                    assertThat(martlet.isAlive()).isTrue();
                    answer.countDown();
                    assertThat(client.body(head).text()).isEqualTo("firstafter");
                    assertThat(client.awaitEnd()).isEqualTo(RawConnection.End.CLOSED);
                    // 128 + 15 is how a JVM says that it ended in order on SIGTERM.
                    assertThat(martlet.awaitExit()).isIn(0, 143);
                    assertThat(martlet.output()).doesNotContain("were cut");
                }
            }
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void whatDoesNotEndWithinTheGraceIsCut() throws Exception {
        int port = GatewayProcess.freePort();
        var arrived = new CountDownLatch(1);
        try (RawUpstream upstream =
                RawUpstream.scripted(connection -> {
                    connection.request();
                    arrived.countDown();
                    connection.awaitEnd();
                })) {
            Path file =
                    write(
                            listening(port)
                                    + "shutdown: { grace: 300ms }\n"
                                    + RunningGateway.to(upstream, ""));
            try (GatewayProcess martlet =
                    GatewayProcess.start(folder, SMALL, "run", "-c", file.toString())) {
                martlet.awaitAdminPort();
                try (RawConnection client = RawConnection.to(port)) {
                    client.get("/never");
                    assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
                    martlet.terminate();
                    client.awaitEnd();
                    assertThat(martlet.awaitExit()).isIn(0, 143);
                }
            }
        }
    }
}
