// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** An endpoint that is named follows its name, sooner than the 30 s that a JVM remembers it. */
class AddressChangeTest {
    @TempDir private Path folder;

    /** Says who it is, once for each connection. */
    private static void serve(ServerSocket server, String name) {
        Thread.ofVirtual()
                .start(() -> {
                    while (true) {
                        try (Socket socket = server.accept();
                                var connection = new RawConnection(socket)) {
                            connection.request();
                            connection.send(
                                    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: "
                                            + name.length()
                                            + "\r\n\r\n"
                                            + name);
                        } catch (java.io.IOException e) {
                            return;
                        }
                    }
                });
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "needs a second loopback address")
    void aNameThatMovesIsFollowedWithinSeconds() throws Exception {
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 up.test\n");
        int port = GatewayProcess.freePort();
        try (var one = new ServerSocket(0, 16, InetAddress.ofLiteral("127.0.0.1"));
                var other =
                        new ServerSocket(
                                one.getLocalPort(), 16, InetAddress.ofLiteral("127.0.0.2"))) {
            serve(one, "one");
            serve(other, "other");
            Path file =
                    Files.writeString(
                            folder.resolve("martlet.yaml"),
                            """
                            listeners: [ { name: public, bind: "127.0.0.1:%d" } ]
                            admin: { bind: "127.0.0.1:0" }
                            services: [ { name: up, endpoints: [ "http://up.test:%d" ] } ]
                            routes: [ { name: all, match: { path: "/**" }, to: { service: up } } ]
                            """
                                    .formatted(port, one.getLocalPort()));
            List<String> options =
                    List.of(
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Xmx128m",
                            "-Djdk.net.hosts.file=" + hosts);
            try (GatewayProcess martlet =
                    GatewayProcess.start(folder, options, "run", "-c", file.toString())) {
                martlet.awaitAdminPort();
                assertThat(get(port)).isEqualTo("one");
                Files.writeString(hosts, "127.0.0.2 up.test\n", StandardCharsets.US_ASCII);
                await().atMost(Duration.ofSeconds(15))
                        .untilAsserted(() -> assertThat(get(port)).isEqualTo("other"));
            }
        }
    }

    private static String get(int port) throws Exception {
        try (RawConnection client = RawConnection.to(port)) {
            return client.get("/").reply().text();
        }
    }
}
