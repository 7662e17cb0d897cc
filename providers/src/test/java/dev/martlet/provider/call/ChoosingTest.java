// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import static dev.martlet.provider.call.Script.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Reply;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.provider.call.Script.Then;
import dev.martlet.provider.call.Trial.Got;
import dev.martlet.provider.catalogue.ModelInfo;
import dev.martlet.provider.config.ModelBalance;
import dev.martlet.provider.preset.Quirks;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is asked first. */
class ChoosingTest {
    private final FakeProvider first = new FakeProvider("first", says("first-model", "1"));
    private final FakeProvider second = new FakeProvider("second", says("second-model", "2"));
    private final FakeProvider third = new FakeProvider("third", says("third-model", "3"));
    private final Trial trial = new Trial();

    private static String chat(String user, String more) {
        return """
        {"model":"smart","messages":[{"role":"system","content":"be kind"},\
        {"role":"user","content":"%s"}%s]}\
        """
                .formatted(user, more);
    }

    @Test
    void sharesFollowTheWeights() {
        trial.affinity = false;
        trial.target(first, 9, 1).target(second, 1, 1).target(third, 0, 1);
        for (int i = 0; i < 1_000; i++) {
            trial.get(false);
        }
        assertThat(second.asked()).isBetween(60, 140);
        assertThat(first.asked()).isEqualTo(1_000 - second.asked());
        assertThat(third.asked()).isZero();
    }

    @Test
    void conversationsAreSpreadByWeightToo() {
        trial.target(first, 9, 1).target(second, 1, 1);
        for (int i = 0; i < 1_000; i++) {
            trial.get(chat("question " + i, ""));
        }
        assertThat(second.asked()).isBetween(60, 140);
    }

    @ParameterizedTest
    @EnumSource(ModelBalance.class)
    void aConversationStaysWhereItBegan(ModelBalance balance) {
        trial.balance = balance;
        trial.target(first).target(second).target(third);
        Set<String> models = new HashSet<>();
        StringBuilder more = new StringBuilder();
        for (int turn = 0; turn < 20; turn++) {
            models.add(trial.get(chat("hello", more.toString())).text());
            more.append(",{\"role\":\"assistant\",\"content\":\"a%d\"}".formatted(turn))
                    .append(",{\"role\":\"user\",\"content\":\"q%d\"}".formatted(turn));
        }
        assertThat(models).hasSize(1);
    }

    @Test
    void aHeaderNamesTheConversation() {
        trial.headers = Map.of("x-session-id", "s-1");
        trial.target(first).target(second).target(third);
        Set<String> models = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            models.add(trial.get(chat("something else " + i, "")).text());
        }
        assertThat(models).hasSize(1);
    }

    @Test
    void thePromptCacheKeyNamesTheConversation() {
        trial.target(first).target(second).target(third);
        Set<String> models = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            models.add(
                    trial.get(
                                    chat("other " + i, "")
                                            .replace(
                                                    "{\"model\"",
                                                    "{\"prompt_cache_key\":\"k\",\"model\""))
                            .text());
        }
        assertThat(models).hasSize(1);
    }

    @Test
    void aConversationMovesOnlyWhileItsTargetIsDown() {
        trial.headers = Map.of("x-session-id", "s-1");
        trial.target(first).target(second);
        String home = trial.get(false).text();
        FakeProvider down = home.equals("1") ? first : second;
        Script healthy = says(down.name() + "-model", home);
        down.plays(Script.fails(new UpstreamFailure.Connect("x")));
        assertThat(trial.get(false).text()).isNotEqualTo(home);
        down.plays(healthy);
        assertThat(trial.get(false).text()).isEqualTo(home);
    }

    @Test
    void theLeastBusyIsAsked() {
        trial.balance = ModelBalance.LEAST_BUSY;
        trial.affinity = false;
        first.plays(Script.breaksOff(Then.STALL, "first-model", "hi"));
        second.plays(Script.breaksOff(Then.STALL, "second-model", "hi"));
        trial.target(first, 2, 1).target(second, 1, 1);
        List<Reply> open = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            open.add(trial.ask(Trial.request(true, "hello")));
        }
        assertThat(first.asked()).isEqualTo(4);
        assertThat(second.asked()).isEqualTo(2);
        open.forEach(Reply::close);
        assertThat(trial.candidates)
                .allSatisfy(target -> assertThat(target.status(0).inFlight()).isZero());
    }

    @Test
    void theOneThatBeginsSoonestIsAsked() {
        trial.balance = ModelBalance.LEAST_LATENCY;
        trial.affinity = false;
        Script slow = says("first-model", "1");
        first.plays((call, deadline) -> {
            trial.skew.addAndGet(500_000_000L);
            return slow.play(call, deadline);
        });
        trial.target(first).target(second);
        for (int i = 0; i < 50; i++) {
            trial.get(false);
        }
        assertThat(first.asked()).isLessThanOrEqualTo(5);
        assertThat(second.asked()).isGreaterThanOrEqualTo(45);
    }

    @Test
    void theCheapestIsAsked() {
        trial.balance = ModelBalance.CHEAPEST;
        trial.affinity = false;
        trial.prices =
                (provider, model, usage) ->
                        switch (provider) {
                            case "first" -> BigDecimal.valueOf(usage.total() * 3);
                            case "second" -> BigDecimal.valueOf(usage.total());
                            default -> null;
                        };
        trial.target(first).target(second).target(third);
        for (int i = 0; i < 10; i++) {
            trial.get(false);
        }
        assertThat(second.asked()).isEqualTo(10);
    }

    @Test
    void ahigherPriorityIsForWhenAllBelowCannotAnswer() {
        trial.target(first, 1, 1).target(second, 1, 1).target(third, 100, 2);
        for (int i = 0; i < 10; i++) {
            trial.get(chat("q" + i, ""));
        }
        assertThat(third.asked()).isZero();
        first.plays(Script.fails(new UpstreamFailure.Connect("x")));
        second.plays(Script.fails(new UpstreamFailure.Connect("x")));
        assertThat(trial.get(false).text()).isEqualTo("3");
    }

    private Trial target(FakeProvider upstream, int priority, ModelInfo info) {
        return trial.target(upstream, 1, priority, Quirks.NONE, info, Trial.keys(1));
    }

    @Test
    void aTargetThatCannotServeIsSkipped() {
        ModelInfo textOnly =
                new ModelInfo() {
                    @Override
                    public boolean vision() {
                        return false;
                    }

                    @Override
                    public boolean tools() {
                        return false;
                    }

                    @Override
                    public boolean schema() {
                        return false;
                    }
                };
        target(first, 1, textOnly);
        target(second, 2, ModelInfo.UNKNOWN);
        String image =
                """
                {"model":"smart","messages":[{"role":"user","content":[{"type":"image_url",\
                "image_url":{"url":"https://example.com/a.png"}}]}]}\
                """;
        String tools =
                """
                {"model":"smart","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function",\
                "function":{"name":"f","parameters":{"type":"object"}}}]}\
                """;
        String schema =
                """
                {"model":"smart","messages":[{"role":"user","content":"x"}],"response_format":{\
                "type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}}}\
                """;
        assertThat(trial.get(false).text()).isEqualTo("1");
        assertThat(trial.get(image).text()).isEqualTo("2");
        assertThat(trial.get(tools).text()).isEqualTo("2");
        assertThat(trial.get(schema).text()).isEqualTo("2");
        assertThat(first.asked()).isEqualTo(1);
    }

    @Test
    void whereNoTargetCanServeTheClientIsToldWhy() {
        ModelInfo blind =
                new ModelInfo() {
                    @Override
                    public boolean vision() {
                        return false;
                    }
                };
        target(first, 1, blind);
        target(second, 2, blind);
        Got got =
                trial.get(
                        """
                        {"model":"smart","messages":[{"role":"user","content":[{"type":"image_url",\
                        "image_url":{"url":"https://example.com/a.png"}}]}]}\
                        """);
        assertThat(got.status()).isEqualTo(400);
        assertThat(got.failure().publicMessage()).contains("images");
    }

    @Test
    void aPromptGoesToAWindowThatItFitsIn() {
        target(first, 1, window(100));
        target(second, 2, window(100_000));
        assertThat(trial.get(chat("x".repeat(2_000), "")).text()).isEqualTo("2");
        assertThat(trial.get(chat("short", "")).text()).isEqualTo("1");
    }

    @Test
    void aPromptThatSeemsTooLargeForAllIsForTheProvidersToJudge() {
        target(first, 1, window(100));
        target(second, 2, window(100));
        assertThat(trial.get(chat("x".repeat(2_000), "")).text()).isEqualTo("1");
    }

    private static ModelInfo window(long tokens) {
        return new ModelInfo() {
            @Override
            public long contextWindow() {
                return tokens;
            }
        };
    }
}
