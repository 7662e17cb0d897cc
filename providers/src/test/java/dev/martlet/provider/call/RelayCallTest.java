// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.Body;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.StreamedReply;
import dev.martlet.provider.anthropic.AnthropicDialect;
import dev.martlet.provider.catalogue.ModelInfo;
import dev.martlet.provider.catalogue.TokenCounter;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.pool.Provider;
import dev.martlet.provider.pool.Seat;
import dev.martlet.provider.preset.Operation;
import dev.martlet.provider.preset.Quirks;
import dev.martlet.provider.usage.UsageRecord.Outcome;
import io.helidon.http.Method;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is asked beside chats: accounts, limits, and where it goes. */
class RelayCallTest {
    private static final String VECTORS =
            "{\"data\":[{\"embedding\":[1]}],\"usage\":{\"prompt_tokens\":5,\"total_tokens\":5}}";

    private final Trial trial = new Trial();

    /** Asks for embeddings. */
    private record Question(boolean stream) implements RelayRequest {
        @Override
        public String model() {
            return "smart";
        }

        @Override
        public String dialect() {
            return "openai-chat";
        }

        @Override
        public boolean fits(Provider provider) {
            return provider.api().operations().contains(Operation.EMBEDDINGS);
        }

        @Override
        public Outgoing write(Provider provider, String model) {
            byte[] body = ("{\"model\":\"" + model + "\"}").getBytes(StandardCharsets.UTF_8);
            return new Outgoing(
                    Method.POST, "/embeddings", new Payload.Buffered(body), Map.of(), null);
        }

        @Override
        public boolean replayable(long limit) {
            return true;
        }

        @Override
        public long tokens(TokenCounter tokens, String model) {
            return 40;
        }
    }

    private StreamedReply ask() {
        return (StreamedReply) trial.relay(new Question(false), null);
    }

    private static String read(StreamedReply reply) throws IOException {
        try (reply;
                Body body = reply.body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void usageIsToldOnceWhenTheReplyHasGoneBy() throws IOException {
        trial.targets(new FakeProvider("a", Script.status(200, VECTORS)));
        StreamedReply reply = ask();

        assertThat(trial.used).isEmpty();
        assertThat(read(reply)).isEqualTo(VECTORS);
        assertThat(trial.used)
                .singleElement()
                .satisfies(used -> {
                    assertThat(used.tokens().input()).isEqualTo(5);
                    assertThat(used.estimated()).isFalse();
                    assertThat(used.outcome()).isEqualTo(Outcome.OK);
                    assertThat(used.provider()).isEqualTo("a");
                    assertThat(used.model()).isEqualTo("a-model");
                    assertThat(used.key()).isEqualTo("key#1");
                });
    }

    @Test
    void whereNothingIsToldTheUsageIsAnEstimate() throws IOException {
        trial.targets(new FakeProvider("a", Script.status(200, "{}")));
        read(ask());

        assertThat(trial.used)
                .singleElement()
                .satisfies(used -> {
                    assertThat(used.tokens().input()).isEqualTo(40);
                    assertThat(used.estimated()).isTrue();
                });
    }

    @Test
    void aClientThatGoesIsCountedAndLetsGoOfTheProvider() {
        trial.targets(
                new FakeProvider("a", Script.stream(Script.Then.STALL, Script.text("a", "x"))));
        ask().close();

        assertThat(trial.used)
                .singleElement()
                .satisfies(used -> assertThat(used.outcome()).isEqualTo(Outcome.CANCELLED));
        assertThat(trial.candidates.getFirst().status(trial.now()).inFlight()).isZero();
    }

    @Test
    void aReplyThatStallsIsCut() throws IOException {
        trial.idle = Duration.ofMillis(50);
        trial.targets(
                new FakeProvider("a", Script.stream(Script.Then.STALL, Script.text("a", "x"))));

        assertThat(read(ask())).contains("upstream_protocol");
        assertThat(trial.used)
                .singleElement()
                .satisfies(used -> assertThat(used.outcome()).isEqualTo(Outcome.CUT));
    }

    @Test
    void whatIsKeptSomewhereIsAskedForThereOnlyAndWithThatKey() {
        var first = new FakeProvider("a", Script.status(200, "{}"));
        var second = new FakeProvider("b", Script.status(503, "{}"));
        trial.target(first, 1, 1)
                .target(second, 1, 2, Quirks.NONE, ModelInfo.UNKNOWN, Trial.keys(3));
        trial.attempts = 3;

        assertThatThrownBy(() -> trial.relay(new Question(false), new Seat("b", "key#2")))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> assertThat(e.failure()).isInstanceOf(Failure.ModelFailed.class));
        assertThat(first.asked()).isZero();
        assertThat(second.asked()).isGreaterThan(1);
        for (int i = 0; i < second.asked(); i++) {
            assertThat(second.header(i, "Authorization")).isEqualTo("Bearer secret-2");
        }
        assertThat(trial.used)
                .singleElement()
                .satisfies(used -> assertThat(used.outcome()).isEqualTo(Outcome.ERROR));
    }

    @Test
    void aTargetWithoutTheOperationIsNotAsked() throws IOException {
        var chats = new FakeProvider("a", Script.status(200, "{}"));
        trial.api =
                new Provider.Api(EnumSet.of(Operation.CHAT), Map.of(), Map.of(), List.of(), false);
        trial.target(chats, 1, 1);
        trial.api = Provider.Api.ANY;
        trial.target(new FakeProvider("b", Script.status(200, VECTORS)), 1, 2);

        assertThat(read(ask())).isEqualTo(VECTORS);
        assertThat(chats.asked()).isZero();
    }

    @Test
    void aKeyThatTheClientBroughtIsNotHeldAgainstOurs() throws IOException {
        var provider = new FakeProvider("a", Script.status(429, "{}"), Script.status(200, VECTORS));
        trial.api =
                new Provider.Api(
                        EnumSet.allOf(Operation.class), Map.of(), Map.of(), List.of(), true);
        trial.targets(provider);
        trial.headers = Map.of("x-api-key", "theirs");
        read(ask());

        assertThat(provider.header(0, "Authorization")).isEqualTo("Bearer theirs");
        assertThat(trial.candidates.getFirst().provider().keys().status(trial.now()))
                .noneMatch(key -> key.cooling() || key.aside());
    }

    /** As Vertex has Anthropic's models: the model in the path, another member in the body. */
    @Test
    void chatsGoToTheProvidersOwnPathWithItsOwnMembers() {
        var vertex =
                new FakeProvider(
                        "a",
                        Script.status(
                                200,
                                "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"c\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}"));
        trial.api =
                new Provider.Api(
                        EnumSet.of(Operation.CHAT),
                        Map.of(
                                Operation.CHAT,
                                "/models/{model}:rawPredict",
                                Operation.CHAT_STREAM,
                                "/models/{model}:streamRawPredict"),
                        Map.of("anthropic_version", Json.read("\"vertex-2023-10-16\"")),
                        List.of("model"),
                        false);
        trial.target(
                vertex,
                new AnthropicDialect(),
                1,
                1,
                Quirks.NONE,
                ModelInfo.UNKNOWN,
                Trial.keys(1));

        trial.ask("{\"model\":\"smart\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
        trial.client = new AnthropicDialect();
        trial.ask(
                "{\"model\":\"smart\",\"max_tokens\":1.0e1,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
        assertThatThrownBy(() ->
                        trial.ask(
                                "{\"model\":\"smart\",\"stream\":true,\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"))
                .isInstanceOf(GatewayException.class);

        assertThat(vertex.calls.get(0).head().path()).isEqualTo("/v1/models/a-model:rawPredict");
        JsonNode translated = vertex.json(0);
        assertThat(translated.has("model")).isFalse();
        assertThat(translated.at("/anthropic_version").asString()).isEqualTo("vertex-2023-10-16");
        assertThat(vertex.body(1))
                .isEqualTo(
                        "{\"max_tokens\":1.0e1,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"anthropic_version\":\"vertex-2023-10-16\"}");
        assertThat(vertex.calls.get(2).head().path())
                .isEqualTo("/v1/models/a-model:streamRawPredict");
    }
}
