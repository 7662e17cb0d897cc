// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.openaichat.OpenAiChat;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCounterTest {
    private static final TokenCounter EXACT = TokenCounter.exact();

    /** As OpenAI's own tokenizer counts them. */
    @ParameterizedTest
    @CsvSource({
        "gpt-4o, hello world, 2",
        "gpt-4o, tiktoken is great!, 6",
        "gpt-4, tiktoken is great!, 6",
        "gpt-4o, お誕生日おめでとう, 8",
        "gpt-4, お誕生日おめでとう, 9",
        "openai/gpt-4o-mini, お誕生日おめでとう, 8",
        "o3-mini, お誕生日おめでとう, 8",
        "gpt-3.5-turbo, お誕生日おめでとう, 9",
    })
    void modelsOfOpenAiAreCountedByTheirTables(String model, String text, long tokens) {
        assertThat(EXACT.count(model, text)).isEqualTo(tokens);
    }

    @Test
    void othersMakeMoreTokensOfTheSameText() {
        String text = "The quick brown fox jumps over the lazy dog. ".repeat(100);
        long base = EXACT.count("gpt-4o", text);

        assertThat(EXACT.count("claude-sonnet-4-5", text)).isEqualTo((base * 120 + 99) / 100);
        assertThat(EXACT.count("anthropic.claude-3-haiku", text))
                .isEqualTo((base * 120 + 99) / 100);
        assertThat(EXACT.count("meta.llama3-3-70b", text)).isEqualTo(base);
        assertThat(EXACT.count("somebody/else", text)).isEqualTo((base * 110 + 99) / 100);
    }

    @Test
    void markersInATextAreText() {
        assertThat(EXACT.count("gpt-4o", "<|endoftext|>")).isGreaterThan(1);
    }

    @Test
    void aVeryLongTextIsCountedInPartAndTheRestEstimated() {
        String text = "Some words that make a sentence, and then another one. ".repeat(20_000);
        long part = EXACT.count("gpt-4o", text.substring(0, 200_000));

        assertThat(EXACT.count("gpt-4o", text))
                .isCloseTo(part * text.length() / 200_000, Percentage.withPercentage(1));
    }

    /** The pieces that a text is cut into make no difference to speak of. */
    @Test
    void cuttingDoesNotChangeTheCount() {
        String sentence = " Tokens begin at spaces mostly, which is where a text is cut.";

        assertThat(EXACT.count("gpt-4o", sentence.repeat(1_000)))
                .isCloseTo(EXACT.count("gpt-4o", sentence) * 1_000, Percentage.withPercentage(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "=", "\uD83D\uDE80", "\uD83D", "ab", "\n", "漢"})
    void aTextWithoutSpacesIsCountedToo(String unit) {
        String text = unit.repeat(1_000_000 / unit.length());

        assertThatCode(() -> EXACT.count("gpt-4o", text)).doesNotThrowAnyException();
        assertThat(EXACT.count("gpt-4o", text)).isPositive();
    }

    @Test
    void aRoughCountIsNearInAnyLanguage() {
        for (String text :
                new String[] {
                    "The meeting begins at nine, and whoever is late will miss the welcome. ",
                    "会议将于上午九点开始，迟到的人将错过主席的欢迎致辞。",
                    "Заседание начнётся в девять часов, и опоздавшие пропустят приветствие. ",
                    "{\"name\":\"search\",\"arguments\":{\"query\":\"weather\",\"limit\":10}} ",
                }) {
            String longer = text.repeat(50);
            assertThat(TokenCounter.ROUGH.count("gpt-4o", longer))
                    .as(text)
                    .isCloseTo(EXACT.count("gpt-4o", longer), Percentage.withPercentage(50));
        }
    }

    @Test
    void toolsSchemasImagesAndResultsAreCounted() {
        long plain = count("");

        assertThat(
                        count(
                                ", {'role':'assistant','tool_calls':[{'id':'c','type':'function','function':{'name':'f','arguments':'{\\\"a\\\":\\\"some longer argument\\\"}'}}]}, {'role':'tool','tool_call_id':'c','content':'a result of a few words'}"))
                .isGreaterThan(plain + 10);
        assertThat(
                        count(
                                ", {'role':'user','content':[{'type':'image_url','image_url':{'url':'https://example.com/a.png'}}]}"))
                .isGreaterThan(plain + 500);
        String rest =
                "],'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':{'type':'object','properties':{'some_name':{'type':'string'}}}}},'x':[";
        assertThat(count(rest)).isGreaterThan(plain + 10);
    }

    private static long count(String more) {
        String body = "{'model':'gpt-4o','messages':[{'role':'user','content':'Hi'}" + more + "]}";
        ChatRequest request =
                new OpenAiChat()
                        .readRequest(Json.read(body.replace('\'', '"')), Dialect.Address.NONE);
        return EXACT.count("gpt-4o", request);
    }
}
