// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.martlet.core.config.ConfigException;
import dev.martlet.core.config.Count;
import dev.martlet.core.config.DataSize;
import dev.martlet.core.config.OnError;
import dev.martlet.core.config.Percent;
import dev.martlet.core.config.Secret;
import dev.martlet.server.config.model.Balance;
import dev.martlet.server.config.model.Bind;
import dev.martlet.server.config.model.EndpointConfig;
import dev.martlet.server.config.model.GatewayConfig;
import dev.martlet.server.config.model.ListenerLimits;
import dev.martlet.server.config.model.ListenerTimeouts;
import dev.martlet.server.config.model.PoolConfig;
import dev.martlet.server.config.model.RetryConfig;
import dev.martlet.server.config.model.ServiceConfig;
import dev.martlet.server.config.model.ServiceTimeouts;
import dev.martlet.server.config.model.ShutdownConfig;
import dev.martlet.server.config.model.UpstreamProtocol;
import dev.martlet.server.config.model.ValueMatch;
import dev.martlet.server.config.model.WeightedService;
import dev.martlet.server.config.yaml.Place;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    private static final String LISTENER =
            "listeners: [ { name: public, bind: \"127.0.0.1:8080\" } ]\n";

    @TempDir private Path folder;

    @Test
    void theDefaultsOfAListenerAreThese() {
        var config = StandIns.parse(LISTENER).config();
        var listener = config.listeners().getFirst();
        assertThat(listener.http2()).isTrue();
        assertThat(listener.tls()).isNull();
        assertThat(listener.proxyProtocol()).isFalse();
        assertThat(listener.trustedProxies()).isEmpty();
        assertThat(listener.limits())
                .isEqualTo(
                        new ListenerLimits(
                                new DataSize(32 * 1024),
                                100,
                                new DataSize(8 * 1024),
                                null,
                                new Count(10_000),
                                128));
        assertThat(listener.timeouts())
                .isEqualTo(
                        new ListenerTimeouts(
                                seconds(10), seconds(10), seconds(30), seconds(30), seconds(75)));
        assertThat(config.admin().bind()).isEqualTo(new Bind("127.0.0.1", 9900));
        assertThat(config.admin().token()).isNull();
        assertThat(config.shutdown()).isEqualTo(new ShutdownConfig(seconds(30), Duration.ZERO));
    }

    @Test
    void theDefaultsOfAServiceAreThese() {
        ServiceConfig service =
                StandIns.parse(LISTENER + "services: [ { name: a, preset: echo } ]")
                        .config()
                        .services()
                        .getFirst();
        assertThat(service.protocol()).isEqualTo(UpstreamProtocol.HTTP1);
        assertThat(service.balance()).isEqualTo(new Balance(Balance.Algorithm.ROUND_ROBIN, null));
        assertThat(service.panic()).isEqualTo(new Percent(0.5));
        assertThat(service.pool()).isEqualTo(new PoolConfig(1024, 256, seconds(60), seconds(1)));
        assertThat(service.timeouts())
                .isEqualTo(new ServiceTimeouts(seconds(1), seconds(15), seconds(30), seconds(60)));
        RetryConfig retry = service.retry();
        assertThat(retry.attempts()).isEqualTo(2);
        assertThat(retry.on()).hasToString("[connect, reset, timeout, 502, 503, 504]");
        assertThat(retry.methods()).containsExactly("GET", "HEAD", "PUT", "DELETE", "OPTIONS");
        assertThat(retry.budget()).isEqualTo(new Percent(0.2));
        assertThat(retry.backoff()).isEqualTo(Duration.ofMillis(25));
        assertThat(service.health()).isNull();
        assertThat(service.outlier()).isNull();
        assertThat(service.concurrency()).isNull();
        assertThat(service.sticky()).isNull();
    }

    @Test
    void shortFormsAreTheLongOnes() {
        GatewayConfig config =
                StandIns.parse(
                                LISTENER
                                        + """
                                        services:
                                          - { name: a, endpoints: [ "http://10.0.0.1:1", { url: "https://[::1]:2", weight: 3 } ] }
                                        routes:
                                          - name: r
                                            match: { host: a.com, path: "/x/**", headers: { x: "1", y: { regex: "a+" }, z: "*" } }
                                            to: { services: [ a ], mirror: a }
                                        """)
                        .config();
        assertThat(config.services().getFirst().endpoints())
                .containsExactly(
                        new EndpointConfig(URI.create("http://10.0.0.1:1"), 1),
                        new EndpointConfig(URI.create("https://[::1]:2"), 3));
        assertThat(config.services().getFirst().endpoints().getLast().host()).isEqualTo("::1");
        var route = config.routes().getFirst();
        assertThat(route.match().host()).containsExactly("a.com");
        assertThat(route.match().path().pattern()).isEqualTo("/x/**");
        assertThat(route.match().headers())
                .containsEntry("x", new ValueMatch("1", null))
                .containsEntry("y", new ValueMatch(null, "a+"));
        assertThat(route.match().headers().get("z").present()).isTrue();
        assertThat(route.to().services()).containsExactly(new WeightedService("a", 1));
        assertThat(route.to().mirror().share()).isEqualTo(new Percent(1));
    }

    @Test
    void aPolicyHasItsKindsRecordAndTheCommonKeys() {
        var policies =
                StandIns.parse(
                                LISTENER
                                        + """
                                        policies:
                                          - { kind: quota, requests: 5 }
                                          - { kind: quota, name: mine, on-error: allow, requests: 6, per: 1m, size: 2KiB }
                                        """)
                        .config()
                        .policies();
        assertThat(policies.getFirst().name()).isEqualTo("quota");
        assertThat(policies.getFirst().onError()).isEqualTo(OnError.DENY);
        assertThat(policies.getLast().name()).isEqualTo("mine");
        assertThat(policies.getLast().onError()).isEqualTo(OnError.ALLOW);
        assertThat(policies.getLast().config())
                .isEqualTo(
                        new StandIns.QuotaConfig(
                                6, Duration.ofMinutes(1), null, new DataSize(2048)));
    }

    @Test
    void equalTextsGiveEqualConfigsSoThatTheyCanBeKeys() {
        String yaml =
                LISTENER
                        + "services: [ { name: a, endpoints: [ \"http://10.0.0.1:1\" ], balance: ring-hash(x) } ]";
        assertThat(StandIns.parse(yaml).config())
                .isEqualTo(StandIns.parse(yaml).config())
                .hasSameHashCodeAs(StandIns.parse(yaml).config());
    }

    @Test
    void placeholdersAreFilledInFromTheEnvironment() {
        GatewayConfig config =
                StandIns.parse(
                                """
                                listeners: [ { name: "p-${PORT}", bind: "127.0.0.1:${PORT}", http2: "${NO:-false}" } ]
                                routes: [ { name: r, to: { respond: { body: "$${PORT} ${EMPTY:-e}${NO:-}" } } } ]
                                """)
                        .config();
        assertThat(config.listeners().getFirst().name()).isEqualTo("p-8080");
        assertThat(config.listeners().getFirst().bind()).isEqualTo(new Bind("127.0.0.1", 8080));
        assertThat(config.listeners().getFirst().http2()).isFalse();
        assertThat(config.routes().getFirst().to().respond().body()).isEqualTo("${PORT} e");
    }

    @Test
    void aPlaceholderThatLeavesNothingIsAsIfTheKeyWereNotThere() {
        var admin =
                StandIns.parse(LISTENER + "admin: { token: \"${NO:-}\", bind: \"${NO:-}\" }")
                        .config()
                        .admin();
        assertThat(admin.token()).isNull();
        assertThat(admin.bind()).isEqualTo(new Bind("127.0.0.1", 9900));
    }

    @Test
    void aSecretIsReadFromItsFileWithoutTheLastLineBreak() throws IOException {
        Files.writeString(folder.resolve("token"), "s3cr3t\n");
        Path file =
                Files.writeString(
                        folder.resolve("martlet.yaml"),
                        LISTENER + "admin: { bind: \"[::]:9900\", token: file:token }");
        ParsedConfig parsed = StandIns.loader().load(file);
        assertThat(parsed.config().admin().token()).isEqualTo(new Secret("s3cr3t"));
        assertThat(parsed.files()).containsExactly(folder.resolve("token"));
        assertThat(parsed.toString()).doesNotContain("s3cr3t");
    }

    @Test
    void certificatesAreFoundBesideTheFileAndAreWatchedWithIt() {
        Path here =
                Path.of("src/test/resources/dev/martlet/server/config/bad/whole").toAbsolutePath();
        String tls =
                """
                listeners:
                  - name: secure
                    bind: "127.0.0.1:8443"
                    tls: { certificates: [ { cert: certs/one.pem, key: certs/one.key }, { cert: certs/rsa.pem, key: certs/rsa.key } ] }
                """;
        ParsedConfig parsed =
                StandIns.loader().parse("m.yaml", tls.getBytes(StandardCharsets.UTF_8), here);
        assertThat(parsed.files())
                .containsExactlyInAnyOrder(
                        here.resolve("certs/one.pem"),
                        here.resolve("certs/one.key"),
                        here.resolve("certs/rsa.pem"),
                        here.resolve("certs/rsa.key"));
    }

    @Test
    void thePlaceOfAPathIsKnownForLaterSteps() {
        ParsedConfig parsed =
                StandIns.parse(
                        """
                        listeners:
                          - name: public
                            bind: "127.0.0.1:8080"
                        routes:
                          - name: r
                            match:
                              path: /a
                              headers: { x.y: "1" }
                            to: { respond: {} }
                        """);
        assertThat(parsed.locations().of("routes[0].match")).isEqualTo(new Place(6, 5));
        assertThat(parsed.locations().of("routes[0].match.path")).isEqualTo(new Place(7, 13));
        assertThat(parsed.locations().of("routes[0].match.path.pattern"))
                .isEqualTo(new Place(7, 13));
        assertThat(parsed.locations().of("routes[0].match.headers[\"x.y\"]"))
                .isEqualTo(new Place(8, 23));
        assertThat(parsed.locations().of("routes[0].timeout")).isEqualTo(new Place(5, 5));
        assertThat(parsed.locations().of("routes[9]")).isEqualTo(new Place(4, 1));
        assertThat(parsed.problem("routes[0].match", "overlaps", null, null))
                .hasToString("martlet.yaml:6:5: routes[0].match: overlaps");
    }

    @Test
    void anchorsMayBeUsedAgain() {
        GatewayConfig config =
                StandIns.parse(
                                LISTENER
                                        + """
                                        services:
                                          - { name: a, preset: echo, timeouts: &slow { try: 1m } }
                                          - { name: b, preset: echo, timeouts: *slow }
                                        """)
                        .config();
        assertThat(config.services())
                .extracting(s -> s.timeouts().perTry())
                .containsOnly(Duration.ofMinutes(1));
    }

    @Test
    void aFileThatIsNotThereIsOneProblem() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> StandIns.loader().load(folder.resolve("no.yaml")))
                .withMessageContaining("the file does not exist");
    }

    @Test
    void tenThousandRoutesAreReadInGoodTime() {
        StringBuilder yaml =
                new StringBuilder(LISTENER)
                        .append("services: [ { name: a, preset: echo } ]\nroutes:\n");
        for (int i = 0; i < 10_000; i++) {
            yaml.append("  - { name: r")
                    .append(i)
                    .append(", match: { path: /r")
                    .append(i)
                    .append(" }, to: { service: a } }\n");
        }
        assertThat(StandIns.parse(yaml.toString()).config().routes()).hasSize(10_000);
    }

    private static Duration seconds(int number) {
        return Duration.ofSeconds(number);
    }
}
