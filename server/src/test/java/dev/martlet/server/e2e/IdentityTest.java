// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.server.tls.Certs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Who may do what, from one end to the other. */
class IdentityTest {
    private RawUpstream upstream;

    @BeforeEach
    void start() throws Exception {
        upstream = RawUpstream.saying("hello");
    }

    @AfterEach
    void stop() throws Exception {
        upstream.close();
    }

    private static String sha256(String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private RunningGateway gateway() throws Exception {
        return RunningGateway.start(configuration("sk-acme"));
    }

    private String configuration(String acme) throws Exception {
        return """
        services: [ { name: up, endpoints: [ "http://127.0.0.1:%d" ] } ]
        providers: [ { name: echo, preset: echo } ]
        models:
          - { name: smart, targets: [ echo ] }
          - { name: large, targets: [ echo ] }
        tenants:
          - { name: org, models: [ smart, large ] }
          - name: acme
            parent: org
            keys: [ { id: acme-ci, sha256: "%s" } ]
          - name: zeta
            models: [ smart ]
            routes: [ chat, gemini ]
            keys: [ { id: zeta-ci, sha256: "%s" } ]
        policies: [ { kind: api-key } ]
        routes:
          - { name: chat, match: { path: "/v1/**" }, to: { models: "*" } }
          - { name: gemini, match: { path: "/v1beta/**" }, to: { models: "*" } }
          - { name: orders, match: { path: "/orders/**" }, to: { service: up } }
          - { name: open, match: { path: "/open" }, to: { respond: { body: "open" } }, except: [ api-key ] }
        """
                .formatted(upstream.port(), sha256(acme), sha256("sk-zeta"));
    }

    private static String get(String target, String... fields) {
        return "GET "
                + target
                + " HTTP/1.1\r\nHost: test\r\n"
                + String.join("", java.util.Arrays.stream(fields).map(f -> f + "\r\n").toList())
                + "\r\n";
    }

    private static String chat(String key, String model) {
        String body =
                "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
                        .formatted(model);
        return "POST /v1/chat/completions HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(key, body.length(), body);
    }

    @Test
    void aKeyOpensWhatItsTenantMayUseAndNothingElse() throws Exception {
        try (RunningGateway gateway = gateway()) {
            assertThat(gateway.exchange(chat("sk-acme", "large")).status()).isEqualTo(200);
            assertThat(gateway.exchange(chat("sk-zeta", "smart")).status()).isEqualTo(200);
            Message forbidden = gateway.exchange(chat("sk-zeta", "large"));
            Message unknown = gateway.exchange(chat("sk-zeta", "lerge"));
            assertThat(forbidden.status()).isEqualTo(404);
            assertThat(RunningGateway.json(unknown).get("error").toString())
                    .as("forbidden and unknown look the same")
                    .isEqualTo(
                            RunningGateway.json(forbidden)
                                    .get("error")
                                    .toString()
                                    .replace("large", "lerge"));
            assertThat(gateway.exchange(chat("sk-none", "smart")).status()).isEqualTo(401);
        }
    }

    @Test
    void theListOfModelsIsTheCallers() throws Exception {
        try (RunningGateway gateway = gateway()) {
            String zeta = gateway.exchange(get("/v1/models", "x-api-key: sk-zeta")).text();
            assertThat(zeta).contains("\"smart\"").doesNotContain("large");
            String acme = gateway.exchange(get("/v1/models", "x-api-key: sk-acme")).text();
            assertThat(acme).contains("\"smart\"", "\"large\"");
            assertThat(gateway.exchange(get("/v1/models/large", "x-api-key: sk-zeta")).status())
                    .isEqualTo(404);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    GET /v1/models                                   |                               | /error/message
                    GET /v1/models                                   | anthropic-version: 2023-06-01 | /error/message
                    POST /v1/messages                                |                               | /error/type
                    POST /v1beta/models/smart:generateContent        |                               | /error/status
                    POST /v1/chat/completions                        |                               | /error/code
                    GET /orders/1                                    |                               | /detail
                    """)
    void nobodyIsToldSoInTheWordsOfTheProtocol(String line, String field, String place)
            throws Exception {
        try (RunningGateway gateway = gateway()) {
            Message reply =
                    gateway.exchange(
                            line
                                    + " HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n"
                                    + (field == null ? "" : field + "\r\n")
                                    + "\r\n");
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.field("WWW-Authenticate")).isEqualTo("Bearer realm=\"martlet\"");
            JsonNode told = RunningGateway.json(reply).at(place);
            assertThat(told.isMissingNode()).as(reply.text()).isFalse();
        }
    }

    @Test
    void theKeyNeverTravelsUpstream() throws Exception {
        try (RunningGateway gateway = gateway()) {
            String[] fields = {
                "Authorization: Bearer sk-acme",
                "x-api-key: sk-acme",
                "api-key: sk-acme",
                "x-goog-api-key: sk-acme"
            };
            for (String field : fields) {
                assertThat(gateway.exchange(get("/orders/1?a=1", field)).text()).isEqualTo("hello");
                assertThat(upstream.next().toString()).doesNotContain("sk-acme");
            }
            assertThat(gateway.exchange(get("/orders/1?key=sk-acme&a=1")).text())
                    .isEqualTo("hello");
            Message request = upstream.next();
            assertThat(request.target()).isEqualTo("/orders/1?a=1");
        }
    }

    @Test
    void aRouteThatIsNotTheCallersIsForbiddenAndOneWithoutAPolicyIsOpen() throws Exception {
        try (RunningGateway gateway = gateway()) {
            assertThat(gateway.exchange(get("/orders/1", "x-api-key: sk-zeta")).status())
                    .isEqualTo(403);
            assertThat(gateway.get("/open").text()).isEqualTo("open");
            String chain = gateway.json("/routes").toString();
            assertThat(chain).contains("identity: api-key", "identity: required");
        }
    }

    @Test
    void aNewKeyInTheFileWorksWithTheNextGenerationAndTheOldIsGone() throws Exception {
        try (RunningGateway gateway = gateway()) {
            gateway.reload(configuration("sk-second"));
            assertThat(gateway.exchange(chat("sk-second", "smart")).status()).isEqualTo(200);
            assertThat(gateway.exchange(chat("sk-acme", "smart")).status()).isEqualTo(401);
        }
    }

    @Test
    void anEarlierPolicyDecidesAndALaterOneIsAskedOnlyIfItDoesNot() throws Exception {
        String yaml =
                """
                tenants: [ { name: acme, keys: [ { id: ci, sha256: "%s" } ] } ]
                routes:
                  - name: all
                    to: { respond: { body: "in" } }
                    policies:
                      - { kind: api-key }
                      - { kind: hmac, keys: [ { id: job, secret: "0123456789abcdef0123456789abcdef", tenant: acme } ] }
                """
                        .formatted(sha256("sk-acme"));
        try (RunningGateway gateway = RunningGateway.start(yaml)) {
            assertThat(gateway.exchange(get("/", "Authorization: Bearer sk-acme")).text())
                    .isEqualTo("in");
            Message wrong =
                    gateway.exchange(get("/", "Authorization: MARTLET-HMAC-SHA256 id=\"job\""));
            assertThat(wrong.status()).isEqualTo(401);
            assertThat(wrong.text()).contains("not complete");
            Message nobody = gateway.get("/");
            assertThat(nobody.field("WWW-Authenticate"))
                    .isEqualTo("Bearer realm=\"martlet\", MARTLET-HMAC-SHA256");
        }
    }

    @Test
    void aCertificateSaysWhoIsCalling(@TempDir Path folder) throws Exception {
        var certs = new Certs(folder);
        certs.make("a", "EC", "a.example.com");
        certs.make("known", "EC", "ci.acme.example");
        certs.make("other", "EC", "ci.other.example");
        SSLContext known = certs.client("known");
        SSLContext other = certs.client("other");
        Path own = Files.createTempDirectory("martlet-e2e");
        Path ca = certs.ca();
        for (String name : new String[] {"a.pem", "a.key", "ca.pem"}) {
            Files.copy(ca.resolveSibling(name), own.resolve(name));
        }
        Path file =
                Files.writeString(
                        own.resolve("martlet.yaml"),
                        """
                        listeners:
                          - name: public
                            bind: "127.0.0.1:0"
                            tls: { certificates: [ { cert: a.pem, key: a.key } ], client-ca: ca.pem, client-auth: optional }
                        admin: { bind: "127.0.0.1:0" }
                        tenants: [ { name: acme } ]
                        policies: [ { kind: mtls, clients: [ { dns: "*.acme.example", tenant: acme } ] } ]
                        routes: [ { name: all, to: { respond: { body: "in" } } } ]
                        """);
        try (RunningGateway gateway = RunningGateway.start(own, file, Map.of())) {
            assertThat(status(gateway, known)).isEqualTo(200);
            assertThat(status(gateway, other)).isEqualTo(401);
            assertThat(status(gateway, certs.client(null))).isEqualTo(401);
        }
    }

    private static int status(RunningGateway gateway, SSLContext context) throws Exception {
        try (SSLSocket socket = TlsClient.connect(context, gateway.port(), "a.example.com")) {
            return new RawConnection(socket).get("/").reply().status();
        }
    }
}
