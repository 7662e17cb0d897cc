// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.martlet.server.run.ConfigSource;
import dev.martlet.server.run.Gateway;
import dev.martlet.server.run.ReloadReport;
import dev.martlet.server.upstream.SystemResolver;
import dev.martlet.server.upstream.TinyDns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A gateway on real ports, from a real file in a folder of its own. Closing it checks that every
 * exchange has ended: what a test has started and nobody has cleaned up fails it.
 */
public final class RunningGateway implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The variable of the environment that holds the admin token, if a test sets one. */
    static final String TOKEN = "ADMIN_TOKEN";

    private static final String LISTENERS =
            "listeners: [ { name: public, bind: \"127.0.0.1:0\" } ]\n";
    private static final String ADMIN = "admin: { bind: \"127.0.0.1:0\" }\n";

    private final Path folder;
    private final Path file;
    private final Gateway gateway;
    private final String authorization;
    private volatile boolean stopped;

    private RunningGateway(Path folder, Path file, Gateway gateway, String authorization) {
        this.folder = folder;
        this.file = file;
        this.gateway = gateway;
        this.authorization = authorization;
    }

    /** Starts with this configuration; ports that it does not give are any. */
    public static RunningGateway start(String yaml) throws IOException {
        return start(yaml, Map.of());
    }

    public static RunningGateway start(String yaml, Map<String, String> environment)
            throws IOException {
        Path folder = Files.createTempDirectory("martlet-e2e");
        Path file = Files.writeString(folder.resolve("martlet.yaml"), complete(yaml));
        return start(folder, file, environment);
    }

    /** Starts with names that this server knows. */
    static RunningGateway start(String yaml, TinyDns dns) throws IOException {
        Path folder = Files.createTempDirectory("martlet-e2e");
        Path file = Files.writeString(folder.resolve("martlet.yaml"), complete(yaml));
        var resolver = new SystemResolver(dns.url(), Duration.ofSeconds(1));
        return new RunningGateway(
                folder,
                file,
                Gateway.start(new ConfigSource.File(file), name -> null, resolver),
                "");
    }

    /** Starts from a file that is there already; the folder is deleted with the gateway. */
    static RunningGateway start(Path folder, Path file, Map<String, String> environment) {
        Gateway gateway = Gateway.start(new ConfigSource.File(file), environment::get);
        String token = environment.get(TOKEN);
        return new RunningGateway(
                folder,
                file,
                gateway,
                token == null ? "" : "Authorization: Bearer " + token + "\r\n");
    }

    /** One service, and everything goes there. */
    static RunningGateway inFrontOf(RawUpstream upstream) throws IOException {
        return start(to(upstream, ""));
    }

    /**
     * One service named {@code up}, and everything goes there.
     *
     * @param extra more keys of the service, as in {@code ", timeouts: { try: 1s }"}
     */
    static String to(RawUpstream upstream, String extra) {
        return """
        services: [ { name: up, endpoints: [ "http://127.0.0.1:%d" ]%s } ]
        routes: [ { name: all, match: { path: "/**" }, to: { service: up } } ]
        """
                .formatted(upstream.port(), extra);
    }

    static String complete(String yaml) {
        return (yaml.contains("listeners:") ? "" : LISTENERS)
                + (yaml.contains("admin:") ? "" : ADMIN)
                + yaml;
    }

    Gateway gateway() {
        return gateway;
    }

    Path folder() {
        return folder;
    }

    public int port() {
        return gateway.port("public");
    }

    int port(String listener) {
        return gateway.port(listener);
    }

    RawConnection connect() throws IOException {
        return RawConnection.to(port());
    }

    /** One request on a connection of its own. */
    Message get(String target) throws IOException {
        return exchange("GET " + target + " HTTP/1.1\r\nHost: test\r\n\r\n");
    }

    Message exchange(String request) throws IOException {
        try (RawConnection client = connect()) {
            return client.send(request).reply();
        }
    }

    /** Replaces the file as a careful editor does: whole, by a rename. */
    void write(String yaml) throws IOException {
        Path next = Files.writeString(folder.resolve("martlet.yaml.next"), complete(yaml));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Replaces the file and loads it; it has to be taken. */
    void reload(String yaml) throws IOException {
        write(yaml);
        assertThat(gateway.reload().problems()).isEmpty();
    }

    ReloadReport tryReload(String yaml) throws IOException {
        write(yaml);
        return gateway.reload();
    }

    Message admin(String method, String path) throws IOException {
        try (RawConnection client = RawConnection.to(gateway.adminPort())) {
            return client.send(
                            method
                                    + " "
                                    + path
                                    + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
                                    + authorization
                                    + "\r\n")
                    .reply();
        }
    }

    JsonNode json(String adminPath) throws IOException {
        return JSON.readTree(admin("GET", adminPath).body());
    }

    static JsonNode json(Message message) {
        return JSON.readTree(message.body());
    }

    /** The service's status. */
    JsonNode service(String name) throws IOException {
        for (JsonNode service : json("/services").get("services")) {
            if (service.get("name").asString().equals(name)) {
                return service;
            }
        }
        throw new AssertionError("no service " + name);
    }

    long metric(String nameAndLabels) throws IOException {
        for (String line : admin("GET", "/metrics").text().lines().toList()) {
            if (line.startsWith(nameAndLabels + " ")) {
                return Long.parseLong(line.substring(nameAndLabels.length() + 1));
            }
        }
        return 0;
    }

    /** Waits until nothing is in flight, neither here nor to a service; promptly, or it fails. */
    void awaitIdle() {
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> {
                    assertThat(metric("http_server_active_requests")).isZero();
                    for (JsonNode service : json("/services").get("services")) {
                        if (service.has("inFlight")) {
                            assertThat(service.get("inFlight").asInt())
                                    .as(service.toString())
                                    .isZero();
                        }
                    }
                });
    }

    /** Ends as on SIGTERM; returns when it has. */
    void shutdown() {
        stopped = true;
        gateway.shutdown();
    }

    @Override
    public void close() throws IOException {
        try {
            if (!stopped) {
                awaitIdle();
            }
        } finally {
            gateway.close();
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
