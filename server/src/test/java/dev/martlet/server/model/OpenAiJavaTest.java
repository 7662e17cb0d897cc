// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import dev.martlet.server.e2e.RunningGateway;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** OpenAI's Java library talks to OpenAI itself, and through Martlet to providers of every API. */
@ParameterizedClass
@EnumSource
class OpenAiJavaTest {
    private static final String WORDS = "Grüße, Mauersegler ♘ 😀";
    private static final byte[] PIXEL = new byte[70];

    /** Who answers. */
    enum Place {
        OPENAI_ITSELF(Upstream.OPENAI_CHAT),
        MARTLET_TO_OPENAI_CHAT(Upstream.OPENAI_CHAT),
        MARTLET_TO_OPENAI_RESPONSES(Upstream.OPENAI_RESPONSES),
        MARTLET_TO_ANTHROPIC(Upstream.ANTHROPIC),
        MARTLET_TO_GEMINI(Upstream.GEMINI);

        private final Upstream upstream;

        Place(Upstream upstream) {
            this.upstream = upstream;
        }
    }

    /** The answer's form. */
    @SuppressWarnings("unused") // Read by the library, which makes a schema of it.
    static final class City {
        public String city;
        public int population;
    }

    @Parameter private Place place;

    private FakeProvider provider;
    private @Nullable RunningGateway gateway;
    private Map<String, String> models;
    private OpenAIClient client;

    @BeforeEach
    void start() throws Exception {
        provider = place.upstream.start();
        String url = provider.url();
        models = place.upstream.models();
        if (place != Place.OPENAI_ITSELF) {
            gateway =
                    RunningGateway.start(
                            place.upstream.configuration(provider),
                            Map.of("PROVIDER_KEY", FakeProvider.KEY));
            url = "http://127.0.0.1:" + gateway.port();
            models = Upstream.MODELS;
        }
        client =
                OpenAIOkHttpClient.builder()
                        .baseUrl(url + "/v1")
                        .apiKey(gateway == null ? FakeProvider.KEY : "the-clients-key")
                        .maxRetries(0)
                        .build();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        if (gateway != null) {
            gateway.close();
        }
        provider.close();
    }

    @Test
    void wordsAreAnswered() {
        ChatCompletion reply =
                create(chat("MODEL").addSystemMessage("Be brief.").addUserMessage(WORDS));

        assertThat(text(reply)).isEqualTo("Be brief.|" + WORDS);
        assertThat(reply.usage().orElseThrow().totalTokens()).isEqualTo(30);
        assertThat(provider.requests().getLast().key()).isEqualTo(FakeProvider.KEY);
    }

    @Test
    void wordsAreStreamed() {
        ChatCompletion reply = streamed(chat("MODEL").addUserMessage(WORDS));

        assertThat(text(reply)).isEqualTo("|" + WORDS);
        assertThat(reply.choices().getFirst().finishReason())
                .isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    }

    @Test
    void toolsAreCalledAndTheirResultsRead() {
        assertTurns(create(question()));
        assertTurns(streamed(question()));
    }

    @Test
    void anAnswerHasTheFormOfAClass() {
        var params = chat("MODEL").addUserMessage("Which city?").responseFormat(City.class).build();
        City city =
                client.chat()
                        .completions()
                        .create(params)
                        .choices()
                        .getFirst()
                        .message()
                        .content()
                        .orElseThrow();

        assertThat(city.city).isEqualTo("Paris");
        assertThat(city.population).isEqualTo(2_100_000);
    }

    @Test
    void anImageIsSeen() {
        String url = "data:image/png;base64," + java.util.Base64.getEncoder().encodeToString(PIXEL);
        var image =
                ChatCompletionContentPartImage.builder()
                        .imageUrl(
                                ChatCompletionContentPartImage.ImageUrl.builder().url(url).build())
                        .build();
        ChatCompletion reply =
                create(
                        chat("MODEL")
                                .addUserMessageOfArrayOfContentParts(
                                        List.of(ChatCompletionContentPart.ofImageUrl(image))));

        assertThat(text(reply)).isEqualTo("I see image/png:70");
    }

    @Test
    void errorsAreTheRightExceptions() {
        assertFails(BadRequestException.class, "MODEL", "fail with 400");
        assertFails(InternalServerException.class, "BROKEN_MODEL", "fail with 500");
        var limited = assertFails(RateLimitException.class, "LIMITED_MODEL", "fail with 429");
        assertThat(limited.headers().values("retry-after")).containsExactly("7");
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() ->
                        create(
                                ChatCompletionCreateParams.builder()
                                        .model(Answer.UNKNOWN_MODEL)
                                        .addUserMessage("Hi")));
    }

    @Test
    void aStreamThatIsClosedIsClosedAtTheProvider() throws Exception {
        var params = chat("MODEL").addUserMessage("count for ever").build();
        try (var stream = client.chat().completions().createStreaming(params)) {
            assertThat(stream.stream().findFirst()).isPresent();
        }
        assertThat(provider.awaitCancel()).isTrue();
    }

    @Test
    void modelsAreListed() {
        var listed = client.models().list().data();

        assertThat(listed).isNotEmpty();
        assertThat(client.models().retrieve(listed.getFirst().id()).id())
                .isEqualTo(listed.getFirst().id());
    }

    private ChatCompletionCreateParams.Builder chat(String model) {
        return ChatCompletionCreateParams.builder().model(models.get(model));
    }

    private ChatCompletion create(ChatCompletionCreateParams.Builder params) {
        return client.chat().completions().create(params.build());
    }

    private ChatCompletion streamed(ChatCompletionCreateParams.Builder params) {
        var whole = ChatCompletionAccumulator.create();
        try (var stream = client.chat().completions().createStreaming(params.build())) {
            stream.stream().forEach(whole::accumulate);
        }
        return whole.chatCompletion();
    }

    private static String text(ChatCompletion reply) {
        return reply.choices().getFirst().message().content().orElseThrow();
    }

    private ChatCompletionCreateParams.Builder question() {
        var parameters =
                FunctionParameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty(
                                "properties",
                                JsonValue.from(Map.of("city", Map.of("type", "string"))))
                        .build();
        var function =
                FunctionDefinition.builder().name("temperature").parameters(parameters).build();
        return chat("MODEL")
                .addTool(ChatCompletionFunctionTool.builder().function(function).build())
                .addUserMessage("How warm?");
    }

    /** The results in another order than the calls. */
    private void assertTurns(ChatCompletion first) {
        ChatCompletionMessage message = first.choices().getFirst().message();
        List<ChatCompletionMessageFunctionToolCall> calls =
                message.toolCalls().orElseThrow().stream().map(call -> call.asFunction()).toList();
        assertThat(calls)
                .extracting(call -> call.function().arguments(City.class).city)
                .containsExactly("Paris", "Rome");
        ChatCompletionCreateParams.Builder second = question().addMessage(message);
        for (var call : calls.reversed()) {
            boolean paris = call.function().arguments().contains("Paris");
            second.addMessage(
                    ChatCompletionToolMessageParam.builder()
                            .toolCallId(call.id())
                            .content(paris ? "18" : "21")
                            .build());
        }
        assertThat(text(create(second))).isEqualTo("Degrees: Paris=18, Rome=21");
    }

    private <E extends OpenAIServiceException> E assertFails(
            Class<E> kind, String model, String words) {
        return assertThatExceptionOfType(kind)
                .isThrownBy(() -> create(chat(model).addUserMessage(words)))
                .actual();
    }
}
