// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.Condition;
import dev.martlet.core.Expressions;
import dev.martlet.core.KeyExpression;
import dev.martlet.core.PolicyKind;
import dev.martlet.core.Resources;
import dev.martlet.core.config.DataSize;
import dev.martlet.core.config.Percent;
import dev.martlet.core.config.PolicyEntry;
import dev.martlet.policy.PolicyKinds;
import dev.martlet.policy.edge.CompressionConfig;
import dev.martlet.policy.edge.CorsConfig;
import dev.martlet.policy.edge.Encoding;
import dev.martlet.policy.shape.FaultConfig;
import dev.martlet.policy.shape.HeadersConfig;
import dev.martlet.policy.shape.RewriteConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user writes for the policies that come with Martlet. */
class PolicyVocabularyTest {
    @Test
    void whatIsLeftOutHasItsDefault() {
        var cors = policy("{ kind: cors, origins: \"*\" }", CorsConfig.class);
        assertThat(cors.methods()).containsExactly("GET", "HEAD", "POST");
        assertThat(cors.headers()).isEmpty();
        assertThat(cors.credentials()).isFalse();
        assertThat(cors.maxAge()).isEqualTo(Duration.ofMinutes(10));

        var compression = policy("{ kind: compression }", CompressionConfig.class);
        assertThat(compression.types())
                .contains("text/*", "application/json", "application/*+json", "image/svg+xml");
        assertThat(compression.minSize()).isEqualTo(new DataSize(1024));
        assertThat(compression.encodings()).containsExactly(Encoding.GZIP, Encoding.DEFLATE);

        var fault = policy("{ kind: fault, abort: { status: 503 } }", FaultConfig.class);
        assertThat(fault.abort().share()).isEqualTo(new Percent(1));
        assertThat(fault.delay()).isNull();
    }

    @Test
    void everyKeyCanBeWrittenAndEveryPolicyBeMade() {
        List<PolicyEntry> entries =
                parse(
                                """
                                - { kind: cors, origins: [ "https://app.example.com", "https://*.example.com:8443" ], methods: [ GET, "*" ], headers: [ X-A ], expose: X-B, credentials: true, max-age: 1h, private-network: true }
                                - { kind: ip, allow: [ 10.0.0.0/8, "2001:db8::/32" ], deny: 10.0.0.1 }
                                - { kind: request-size, limit: 10MiB }
                                - { kind: compression, types: [ "text/*", application/json ], min-size: 2KiB, encodings: deflate }
                                - { kind: rewrite, path: "/api/{id}/**", host: "internal.example.com:8080", query: { set: { a: "1" }, add: { b: "x y" }, remove: [ c ] } }
                                - { kind: rewrite, name: second, regex: { match: "^/v1(/.*)?$", replace: "/api$1" } }
                                - { kind: headers, request: { set: { X-A: "1" }, add: { X-B: "2" }, remove: [ X-C ] }, response: { remove: Server } }
                                - { kind: fault, delay: { for: 100ms, share: 10% }, abort: { status: 503, share: 0.5% } }
                                """)
                        .config()
                        .policies();
        var context = new PolicyKind.Context(new NoExpressions(), new Random(1), new Resources());

        assertThat(entries).hasSize(8);
        for (PolicyEntry entry : entries) {
            PolicyKind<?> kind =
                    PolicyKinds.all().stream()
                            .filter(one -> one.name().equals(entry.kind()))
                            .findFirst()
                            .orElseThrow();
            assertThat(kind.create(entry.config(), context)).isNotNull();
        }
        assertThat(((RewriteConfig) entries.get(4).config()).variables()).containsExactly("id");
        assertThat(((HeadersConfig) entries.get(6).config()).response().remove())
                .containsExactly("Server");
        assertThat(((FaultConfig) entries.get(7).config()).delay().time())
                .isEqualTo(Duration.ofMillis(100));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    { kind: cors, origins: "*", credentials: true }                         | policies[0].origins: with credentials
                    { kind: cors, origins: "https://a.com/" }                               | policies[0].origins: the value "https://a.com/" is not valid
                    { kind: ip }                                                            | policies[0]: nobody is named
                    { kind: request-size }                                                  | "limit" is missing
                    { kind: compression, encodings: [ br ] }                                | policies[0].encodings[0]:
                    { kind: compression, encodings: [ gzip, gzip ] }                        | policies[0].encodings: one is listed twice
                    { kind: rewrite }                                                       | policies[0]: nothing is rewritten
                    { kind: rewrite, path: "/a?b" }                                         | policies[0].path: the value "/a?b" is not valid
                    { kind: rewrite, path: "/../b" }                                        | policies[0].path:
                    { kind: rewrite, path: /a, regex: { match: a, replace: b } }            | path
                    { kind: rewrite, regex: { match: "a", replace: "$2" } }                 | policies[0].regex.replace:
                    { kind: headers, request: { set: { Connection: x } } }                  | policies[0].request.set:
                    { kind: headers, response: { add: { X-A: "a\\r\\nb" } } }               | policies[0].response.add.X-A:
                    { kind: headers }                                                       | policies[0]: nothing is changed
                    { kind: fault }                                                         | policies[0]: there is no fault
                    { kind: fault, delay: { for: 2h } }                                     | policies[0].delay.for:
                    { kind: fault, abort: { status: 200 } }                                 | policies[0].abort.status:
                    { kind: api-key, header: "a b" }                                        | policies[0].header:
                    { kind: jwt, issuer: "https://id" }                                     | "audience" is missing
                    { kind: jwt, issuer: id, audience: a }                                  | policies[0].issuer: no URL to find its keys by
                    { kind: jwt, issuer: "https://id", audience: a, algorithms: [ HS256 ] } | policies[0].algorithms[0]: the value "HS256" is not valid
                    { kind: jwt, issuer: "https://id", audience: a, tenant: t, tenant-claim: c } | policies[0].tenant: beside tenant-claim
                    { kind: jwt, issuer: "https://id", audience: a, tenant: t }             | policies[0].tenant: no tenant is named "t"
                    { kind: basic, users: [] }                                              | policies[0].users: the list is empty
                    { kind: basic, users: [ { name: a, password: b } ] }                    | policies[0].users[0].password: not a hash that is known
                    { kind: mtls, clients: [ {} ] }                                         | policies[0].clients[0]: nothing is chosen
                    { kind: mtls, clients: [ { dns: a, tenant: t } ] }                      | policies[0].clients[0].tenant: no tenant is named "t"
                    { kind: hmac, keys: [ { id: a, secret: little } ] }                      | policies[0].keys[0].secret: too short
                    { kind: ext-authz, url: "ftp://a" }                                     | policies[0].url: not the URL of a service
                    """)
    void aMistakeIsNamedWithItsPlace(String policy, String expected) {
        assertThatThrownBy(() -> parse("- " + policy + "\n")).hasMessageContaining(expected);
    }

    private static <C extends Record> C policy(String yaml, Class<C> type) {
        return type.cast(parse("- " + yaml + "\n").config().policies().getFirst().config());
    }

    private static ParsedConfig parse(String policies) {
        String yaml =
                """
                listeners: [ { name: public, bind: "127.0.0.1:0" } ]
                services: [ { name: echo, preset: echo } ]
                routes: [ { name: all, match: { path: "/orders/{id}/**" }, to: { service: echo } } ]
                policies:
                """
                        + policies.indent(2);
        return new ConfigLoader(PolicyKinds.all(), new NoExpressions(), name -> null)
                .parse("martlet.yaml", yaml.getBytes(UTF_8), Path.of(""));
    }

    private static final class NoExpressions implements Expressions {
        @Override
        public Condition condition(String source) {
            throw new IllegalArgumentException(source);
        }

        @Override
        public KeyExpression key(String source) {
            throw new IllegalArgumentException(source);
        }
    }
}
