// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.provider.anthropic.AnthropicDialect;
import dev.martlet.provider.openairesponses.OpenAiResponses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A provider that speaks OpenAI's chats and its responses too. */
class TwoDialectsTest {
    private static final String REQUEST =
            """
            {"model":"smart","input":"x","previous_response_id":"resp_0","x_new":1.50,"stream":%b}\
            """;
    private static final String RESPONSE =
            """
            {"id":"resp_1","object":"response","created_at":1,"model":"m","status":"completed",\
            "output":[{"type":"brand_new","n":1.50},{"type":"message","id":"msg_1",\
            "status":"completed","role":"assistant","content":[{"type":"output_text",\
            "text":"hi","annotations":[]}]}],"usage":{"input_tokens":1,"output_tokens":1}}\
            """;

    private static Trial trial() {
        var trial = new Trial();
        trial.also = List.of(new OpenAiResponses());
        trial.client = new OpenAiResponses();
        return trial;
    }

    @Test
    void aClientOfTheSecondIsPassedOn() {
        var upstream = new FakeProvider("m", Script.status(200, RESPONSE));
        Trial.Got got = trial().target(upstream).get(REQUEST.formatted(false));
        assertThat(got.body()).isEqualTo(RESPONSE);
        assertThat(upstream.calls.getFirst().head().path()).isEqualTo("/v1/responses");
        assertThat(upstream.body(0))
                .isEqualTo(REQUEST.formatted(false).replace("smart", "m-model"));
    }

    @Test
    void itsStreamIsPassedOn() {
        String created =
                "event: response.created\ndata: {\"type\":\"response.created\",\"response\":"
                        + "{\"id\":\"resp_1\",\"x_new\":1}}\n\n";
        String completed =
                "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":"
                        + RESPONSE
                        + "}\n\n";
        var upstream = new FakeProvider("m", Script.stream(Script.Then.END, created, completed));
        Trial.Got got = trial().target(upstream).get(REQUEST.formatted(true));
        assertThat(got.body()).isEqualTo(created + completed);
    }

    @Test
    void aClientOfTheFirstIsPassedOnInTheFirst() {
        var trial = new Trial();
        trial.also = List.of(new OpenAiResponses());
        var upstream = new FakeProvider("m", Script.says("m", "hello"));
        assertThat(trial.target(upstream).get(false).text()).isEqualTo("hello");
        assertThat(upstream.calls.getFirst().head().path()).isEqualTo("/v1/chat/completions");
    }

    @Test
    void allOthersAreTranslatedIntoTheFirst() {
        var trial = trial();
        trial.client = new AnthropicDialect();
        var upstream = new FakeProvider("m", Script.says("m", "hello"));
        String request =
                "{\"model\":\"smart\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
        assertThat(trial.target(upstream).get(request).body()).contains("\"text\":\"hello\"");
        assertThat(upstream.calls.getFirst().head().path()).isEqualTo("/v1/chat/completions");
    }
}
