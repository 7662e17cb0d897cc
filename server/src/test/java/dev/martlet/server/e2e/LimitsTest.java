// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Limits and budgets of tenants, with real requests. */
class LimitsTest {
    private static final String SECRET = "mk-test-0123456789abcdef";

    private static final String BEFORE =
            """
            state: { kind: memory }
            providers: [ { name: echo, preset: echo } ]
            models: [ { name: echo, targets: [ echo ] }, { name: other, targets: [ echo ] } ]
            policies: [ { kind: api-key } ]
            routes: [ { name: models, match: { path: "/**" }, to: { models: "*" } } ]
            tenants:
              - name: org
                limits: [ { concurrent: 50 } ]
              - name: acme
                parent: org
                keys: [ { id: ci, sha256: "%s" } ]
            """
                    .formatted(sha256(SECRET));

    private static String sha256(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String config(String limits) {
        return BEFORE + limits.indent(4);
    }

    private static Message chat(RunningGateway gateway, String more) throws Exception {
        return ask(
                gateway,
                "/v1/chat/completions",
                "{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":\"hello there\"}]"
                        + more
                        + '}');
    }

    private static Message ask(RunningGateway gateway, String path, String body) throws Exception {
        String fields =
                "Content-Type: application/json\r\nAuthorization: Bearer " + SECRET + "\r\n";
        return ModelUpstream.send(gateway, "POST", path, fields, body);
    }

    @Test
    void aLimitRefusesWithTheTimeToWaitInTheWordsOfTheProtocol() throws Exception {
        try (var gateway = RunningGateway.start(config("limits: [ { requests: 3, per: 1h } ]"))) {
            for (int i = 2; i >= 0; i--) {
                Message reply = chat(gateway, "");
                assertThat(reply.status()).as(reply.text()).isEqualTo(200);
                assertThat(reply.field("x-ratelimit-limit-requests")).isEqualTo("3");
                assertThat(reply.field("x-ratelimit-remaining-requests")).isEqualTo("" + i);
            }
            Message refused = chat(gateway, "");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.field("retry-after")).isEqualTo("1200");
            assertThat(refused.field("x-ratelimit-remaining-requests")).isEqualTo("0");
            assertThat(RunningGateway.json(refused).at("/error/code").asString())
                    .isEqualTo("limit_reached");

            Message anthropic =
                    ask(
                            gateway,
                            "/v1/messages",
                            "{\"model\":\"echo\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
            assertThat(anthropic.status()).isEqualTo(429);
            assertThat(RunningGateway.json(anthropic).at("/error/type").asString())
                    .isEqualTo("rate_limit_error");
        }
    }

    @Test
    void theRealUsageIsSettledAndTheSameNumberIsEverywhere() throws Exception {
        try (var gateway =
                RunningGateway.start(config("budgets: [ { tokens: 10k, per: month } ]"))) {
            Message reply = chat(gateway, ",\"max_tokens\":5000");
            JsonNode usage = RunningGateway.json(reply).get("usage");
            long left = 10_000 - usage.get("total_tokens").asLong();

            assertThat(reply.field("x-ratelimit-remaining-tokens")).isEqualTo("" + left);
            JsonNode view = gateway.json("/tenants/acme").get("limits").get(0);
            assertThat(view.get("remaining").asLong()).isEqualTo(left);
            assertThat(
                            gateway.metric(
                                    "martlet_limit_remaining{owner=\"tenant acme\",limit=\"tokens-month\"}"))
                    .isEqualTo(left);
            assertThat(gateway.admin("GET", "/tenants/nobody").status()).isEqualTo(404);
        }
    }

    @Test
    void aStreamIsSettledAtItsEndAndAPermitGivenBack() throws Exception {
        try (var gateway =
                RunningGateway.start(
                        config(
                                "limits: [ { concurrent: 1 } ]\nbudgets: [ { tokens: 10k, per: day } ]"))) {
            for (int i = 0; i < 3; i++) {
                Message reply = chat(gateway, ",\"max_tokens\":4000,\"stream\":true");
                assertThat(reply.status()).as(reply.text()).isEqualTo(200);
                assertThat(reply.field("x-ratelimit-limit-tokens")).isEqualTo("10000");
                gateway.awaitIdle();
            }
            long left = remaining(gateway, 1);
            assertThat(left).isBetween(9_700L, 9_997L);
            assertThat(remaining(gateway, 0)).isEqualTo(1);
        }
    }

    private static long remaining(RunningGateway gateway, int limit) throws Exception {
        return gateway.json("/tenants/acme").get("limits").get(limit).get("remaining").asLong();
    }

    @Test
    void aSpentBudgetIs402WhereThatIsConfigured() throws Exception {
        try (var gateway =
                RunningGateway.start(
                        config("budgets: [ { tokens: 40, per: total, status: 402 } ]"))) {
            assertThat(chat(gateway, ",\"max_tokens\":1").status()).isEqualTo(200);
            Message refused = null;
            for (int i = 0; i < 20 && (refused == null || refused.status() == 200); i++) {
                refused = chat(gateway, ",\"max_tokens\":1");
            }
            assertThat(refused.status()).isEqualTo(402);
            assertThat(refused.has("retry-after")).isFalse();
            assertThat(refused.field("x-should-retry")).isEqualTo("false");
            assertThat(RunningGateway.json(refused).at("/error/code").asString())
                    .isEqualTo("insufficient_quota");
        }
    }

    @Test
    void aLimitOfSomeModelsCountsOnlyThose() throws Exception {
        try (var gateway =
                RunningGateway.start(
                        config("limits: [ { requests: 1, per: 1h, models: [ \"ot*\" ] } ]"))) {
            assertThat(chat(gateway, "").status()).isEqualTo(200);
            assertThat(chat(gateway, "").status()).isEqualTo(200);
            String other =
                    "{\"model\":\"other\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
            assertThat(ask(gateway, "/v1/chat/completions", other).status()).isEqualTo(200);
            assertThat(ask(gateway, "/v1/chat/completions", other).status()).isEqualTo(429);
        }
    }

    @Test
    void aReloadKeepsWhatWasCounted() throws Exception {
        try (var gateway = RunningGateway.start(config("limits: [ { requests: 3, per: 1h } ]"))) {
            chat(gateway, "");
            chat(gateway, "");
            gateway.reload(config("limits: [ { requests: 4, per: 1h } ]"));
            assertThat(chat(gateway, "").status()).isEqualTo(200);
            assertThat(chat(gateway, "").status()).isEqualTo(200);
            assertThat(chat(gateway, "").status()).isEqualTo(429);
        }
    }

    @Test
    void aProviderThatFailsIsSettledOnceWithWhatTheNextOneUsed() throws Exception {
        try (var bad = RawUpstream.answering(_ -> ModelUpstream.json(500, "{}"));
                var good =
                        RawUpstream.answering(_ ->
                                ModelUpstream.json(
                                        "{'id':'1','object':'chat.completion','model':'m','choices':[{'index':0,'message':{'role':'assistant','content':'hi'},'finish_reason':'stop'}],'usage':{'prompt_tokens':11,'completion_tokens':22,'total_tokens':33}}"));
                var gateway =
                        RunningGateway.start(
                                """
                                state: { kind: memory }
                                providers:
                                %s%smodels: [ { name: m, targets: [ { provider: bad }, { provider: good, priority: 2 } ] } ]
                                policies: [ { kind: api-key } ]
                                routes: [ { name: models, match: { path: "/**" }, to: { models: "*" } } ]
                                tenants:
                                  - name: acme
                                    keys: [ { id: ci, sha256: "%s" } ]
                                    budgets: [ { tokens: 1000, per: day } ]
                                """
                                        .formatted(
                                                ModelUpstream.provider(
                                                        "bad", "openai-chat", bad, ""),
                                                ModelUpstream.provider(
                                                        "good", "openai-chat", good, ""),
                                                sha256(SECRET)))) {
            Message reply =
                    ask(
                            gateway,
                            "/v1/chat/completions",
                            "{\"model\":\"m\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
            assertThat(reply.status()).as(reply.text()).isEqualTo(200);
            assertThat(remaining(gateway, 0)).isEqualTo(967);
        }
    }

    @Test
    void aClientThatHangsUpInMidStreamPaysOnceForWhatWasSaid() throws Exception {
        String event =
                """
                data: {"id":"1","object":"chat.completion.chunk","model":"m","choices":[{"index":0,\
                "delta":{"role":"assistant","content":"one two three"},"finish_reason":null}]}

                """;
        String slow =
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 1000000\r\n\r\n"
                        + event;
        try (var upstream = RawUpstream.answering(_ -> slow);
                var gateway =
                        RunningGateway.start(
                                """
                                state: { kind: memory }
                                providers:
                                %smodels: [ { name: m, targets: [ up ] } ]
                                policies: [ { kind: api-key } ]
                                routes: [ { name: models, match: { path: "/**" }, to: { models: "*" } } ]
                                tenants:
                                  - name: acme
                                    keys: [ { id: ci, sha256: "%s" } ]
                                    limits: [ { concurrent: 1 } ]
                                    budgets: [ { tokens: 1000, per: day } ]
                                """
                                        .formatted(
                                                ModelUpstream.provider(
                                                        "up", "openai-chat", upstream, ""),
                                                sha256(SECRET)))) {
            String body =
                    "{\"model\":\"m\",\"stream\":true,\"max_tokens\":500,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
            try (RawConnection client = gateway.connect()) {
                client.send(
                        "POST /v1/chat/completions HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                                + SECRET
                                + "\r\nContent-Length: "
                                + body.length()
                                + "\r\n\r\n"
                                + body);
                await().untilAsserted(() -> assertThat(remaining(gateway, 1)).isLessThan(500));
                assertThat(remaining(gateway, 0)).isZero();
            }
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(remaining(gateway, 0)).isEqualTo(1));
            assertThat(remaining(gateway, 1)).isBetween(960L, 998L);
        }
    }

    @Test
    void aRouteHasALimitForEachValueOfAKey() throws Exception {
        try (var gateway =
                RunningGateway.start(
                        """
                        state: { kind: memory }
                        routes:
                          - name: hello
                            match: { path: "/**" }
                            to: { respond: { status: 200, body: hello } }
                            policies:
                              - { kind: rate-limit, requests: 2, per: 1h, key: "request.headers['x-user']" }
                        """)) {
            for (String user : List.of("ann", "bob")) {
                for (int status : List.of(200, 200, 429)) {
                    Message reply =
                            gateway.exchange(
                                    "GET / HTTP/1.1\r\nHost: test\r\nx-user: " + user + "\r\n\r\n");
                    assertThat(reply.status()).as(user).isEqualTo(status);
                }
            }
            assertThat(gateway.json("/routes").at("/routes/0/chain").toString())
                    .contains("admission: rate-limit");
        }
    }

    @Test
    void tenThousandTenantsStartQuicklyAndCostNothingUntilTheyCall() throws Exception {
        var yaml = new StringBuilder(BEFORE).append("    limits: [ { requests: 5, per: 1h } ]\n");
        for (int i = 0; i < 10_000; i++) {
            yaml.append(
                    "  - { name: t%d, parent: org, limits: [ { requests: 60, per: 1m } ], budgets: [ { tokens: 1M, per: month }, { usd: 5, per: day } ] }\n"
                            .formatted(i));
        }
        try (var gateway = RunningGateway.start(yaml.toString())) {
            assertThat(chat(gateway, "").status()).isEqualTo(200);
            assertThat(gateway.metric("martlet_limits_accounts")).isLessThan(10);
            assertThat(gateway.json("/tenants").get("count").asInt()).isEqualTo(10_002);
        }
    }
}
