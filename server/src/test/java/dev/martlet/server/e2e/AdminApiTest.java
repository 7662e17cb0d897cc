// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The operators' port. */
class AdminApiTest {
    private static final String WITH_TOKEN =
            "admin: { bind: \"127.0.0.1:0\", token: \"${ADMIN_TOKEN}\" }\n";

    private RawUpstream upstream;
    private RunningGateway gateway;

    @BeforeEach
    void start() throws Exception {
        upstream = RawUpstream.saying("ok");
        gateway = RunningGateway.start(yaml(upstream), Map.of("SOME_VALUE", "from-outside"));
    }

    @AfterEach
    void stop() throws Exception {
        try {
            gateway.close();
        } finally {
            upstream.close();
        }
    }

    private static String yaml(RawUpstream upstream) {
        return """
        services:
          - { name: orders, endpoints: [ "http://127.0.0.1:%d" ] }
          - { name: echo, preset: echo }
        policies: [ { kind: headers, name: stamp, response: { set: { x-a: "${SOME_VALUE}" } } } ]
        routes:
          - { name: orders, match: { path: "/orders/**", methods: GET }, to: { service: orders }, timeout: 3s }
          - { name: echo, match: { path: "/echo/**" }, to: { service: echo }, policies: [ { kind: ip, allow: [ 127.0.0.1 ] } ] }
        """
                .formatted(upstream.port());
    }

    private Message ask(RunningGateway asked, String head) throws Exception {
        try (RawConnection client = RawConnection.to(asked.gateway().adminPort())) {
            return client.send(head + "\r\n\r\n").reply();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/health/live",
                "/health/ready",
                "/config",
                "/routes",
                "/services",
                "/overload"
            })
    void everyPageIsJson(String path) throws Exception {
        Message reply = gateway.admin("GET", path);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.field("Content-Type")).isEqualTo("application/json");
        assertThat(reply.field("Cache-Control")).isEqualTo("no-store");
        assertThat(RunningGateway.json(reply).isObject()).isTrue();
    }

    private static JsonNode named(JsonNode list, String name) {
        for (JsonNode node : list) {
            if (node.get("name").asString().equals(name)) {
                return node;
            }
        }
        throw new AssertionError("there is no " + name + " in " + list);
    }

    @Test
    void theRoutesShowTheirCompiledChains() throws Exception {
        JsonNode routes = gateway.json("/routes").get("routes");
        assertThat(routes).hasSize(2);
        JsonNode orders = named(routes, "orders");
        JsonNode echo = named(routes, "echo");
        assertThat(orders.get("match").asString()).contains("/orders/**", "GET");
        assertThat(orders.get("target").asString()).isEqualTo("service orders");
        assertThat(orders.get("timeout_ms").asInt()).isEqualTo(3000);
        assertThat(orders.get("chain").toString()).contains("stamp");
        assertThat(echo.get("chain").toString()).contains("admission: overload");
        assertThat(echo.get("chain")).hasSize(3);
        assertThat(echo.get("chain").toString().indexOf("ip"))
                .as("EDGE comes before SHAPE")
                .isLessThan(echo.get("chain").toString().indexOf("stamp"));
    }

    @Test
    void theServicesShowTheirEndpoints() throws Exception {
        gateway.get("/orders/1");
        JsonNode orders = gateway.service("orders");
        assertThat(orders.get("requests").asInt()).isEqualTo(1);
        JsonNode endpoint = orders.get("endpoints").get(0);
        assertThat(endpoint.get("id").asString()).contains("127.0.0.1:" + upstream.port());
        assertThat(endpoint.get("healthy").asBoolean()).isTrue();
        assertThat(endpoint.get("requests").asInt()).isEqualTo(1);
        assertThat(gateway.json("/services").get("services")).hasSize(2);
    }

    @Test
    void theMetricsCountRequestsAndFailures() throws Exception {
        gateway.get("/orders/1");
        gateway.get("/nowhere");
        gateway.awaitIdle();
        assertThat(gateway.metric("martlet_http_requests_total{status=\"2xx\"}")).isEqualTo(1);
        assertThat(gateway.metric("martlet_http_requests_total{status=\"4xx\"}")).isEqualTo(1);
        assertThat(gateway.metric("martlet_failures_total{reason=\"no_route\"}")).isEqualTo(1);
        Message page = gateway.admin("GET", "/metrics");
        assertThat(page.field("Content-Type")).startsWith("text/plain; version=0.0.4");
        assertThat(page.text()).contains("# TYPE martlet_http_requests_total counter");
    }

    /** What came from the environment may be a secret, whatever the key is called. */
    @Test
    void theConfigurationShowsDefaultsAndNoSecrets() throws Exception {
        String page = gateway.admin("GET", "/config").text();
        assertThat(page).contains("round-robin").contains("${SOME_VALUE}");
        assertThat(page).doesNotContain("from-outside");
        try (RunningGateway guarded =
                RunningGateway.start(WITH_TOKEN, Map.of("ADMIN_TOKEN", "hush-hush"))) {
            Message reply =
                    ask(
                            guarded,
                            "GET /config HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer hush-hush");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text()).contains("***").doesNotContain("hush-hush");
        }
    }

    @Test
    void aTokenIsAskedOfEveryoneButHealthProbes() throws Exception {
        String[] wrong = {
            "", "\r\nAuthorization: Bearer hush", "\r\nAuthorization: Basic hush-hush"
        };
        String[] pages = {"GET /", "GET /config", "GET /metrics", "POST /reload"};
        try (RunningGateway guarded =
                RunningGateway.start(WITH_TOKEN, Map.of("ADMIN_TOKEN", "hush-hush"))) {
            for (String claim : wrong) {
                for (String page : pages) {
                    Message reply = ask(guarded, page + " HTTP/1.1\r\nHost: localhost" + claim);
                    assertThat(reply.status()).as(page + claim).isEqualTo(401);
                    assertThat(reply.field("WWW-Authenticate")).startsWith("Bearer");
                }
            }
            assertThat(ask(guarded, "GET /health/ready HTTP/1.1\r\nHost: any.name").status())
                    .isEqualTo(200);
            assertThat(
                            ask(
                                            guarded,
                                            "GET /routes HTTP/1.1\r\nHost: any.name\r\nAuthorization: bearer hush-hush")
                                    .status())
                    .isEqualTo(200);
        }
    }

    /** They name services, files and keys. */
    @Test
    void problemsOfTheFileAreForThoseWithTheToken() throws Exception {
        try (RunningGateway guarded =
                RunningGateway.start(WITH_TOKEN, Map.of("ADMIN_TOKEN", "hush-hush"))) {
            guarded.write(WITH_TOKEN + "routes: [ { name: a, to: { service: inner-name } } ]\n");
            String claim = "\r\nAuthorization: Bearer hush-hush";
            assertThat(ask(guarded, "POST /reload HTTP/1.1\r\nHost: a" + claim).status())
                    .isEqualTo(422);
            String ready = "GET /health/ready HTTP/1.1\r\nHost: localhost";
            assertThat(ask(guarded, ready).text())
                    .contains("\"ready\"", "\"ok\" : false")
                    .doesNotContain("inner-name", "problems");
            assertThat(ask(guarded, ready + claim).text()).contains("inner-name");
        }
    }

    /** A page of another site that has bound its name to 127.0.0.1. */
    @ParameterizedTest
    @CsvSource({
        "GET /config HTTP/1.1|Host: evil.example",
        "GET /config HTTP/1.1|Host: localhost.evil.example",
        "POST /reload HTTP/1.1|Host: evil.example:9900",
        "POST /reload HTTP/1.1|Host: localhost|Origin: https://evil.example"
    })
    void withoutATokenTheBrowserOfTheOperatorIsNotAWayIn(String head) throws Exception {
        Message reply = ask(gateway, head.replace("|", "\r\n"));
        assertThat(reply.status()).isEqualTo(403);
        assertThat(gateway.metric("martlet_config_generation")).isEqualTo(1);
        String health = head.replaceFirst("\\w+ /\\w+", "GET /health/ready");
        assertThat(ask(gateway, health.replace("|", "\r\n")).text())
                .contains("\"ready\"")
                .doesNotContain("problems");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /config, 'GET, HEAD'",
        "DELETE, /health/live, 'GET, HEAD'",
        "GET, /reload, POST"
    })
    void anotherMethodIsRefusedWithTheOnesThatThereAre(String method, String path, String allowed)
            throws Exception {
        Message reply = gateway.admin(method, path);
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.field("Allow")).isEqualTo(allowed);
    }

    @Test
    void whatThereIsNotIsNotFound() throws Exception {
        Message reply = gateway.admin("GET", "/nothing");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.field("Content-Type")).isEqualTo("application/problem+json");
    }

    /** Nothing of the admin API can be reached by whoever reaches the traffic's port. */
    @Test
    void theTrafficPortKnowsNothingOfIt() throws Exception {
        assertThat(gateway.get("/health/ready").status()).isEqualTo(404);
        assertThat(gateway.get("/config").status()).isEqualTo(404);
    }

    @Test
    void theEchoServiceSaysWhatItGot() throws Exception {
        Message reply =
                gateway.exchange(
                        "POST /echo/a?b=c HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).contains("POST", "/echo/a", "hello");
    }
}
