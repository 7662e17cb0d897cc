// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.preset.Preset;
import dev.martlet.provider.preset.Presets;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {
    private final Catalogue bundled = Catalogue.bundled();

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({
        "openai, gpt-4o, gpt-4o",
        "openai, gpt-4o-2024-08-06, gpt-4o",
        "openai, GPT-4o, gpt-4o",
        "openai, gpt-4o-mini-2024-07-18, gpt-4o-mini",
        "openai, gpt-4-0613, gpt-4",
        "openai, gpt-5-chat-latest, gpt-5-chat",
        "anthropic, claude-sonnet-4-5-20250929, claude-sonnet-4-5",
        "anthropic, claude-sonnet-4-5@20250929, claude-sonnet-4-5",
        "anthropic, claude-sonnet-4-20250514, claude-sonnet-4",
        "anthropic, claude-3-5-haiku-latest, claude-3-5-haiku",
        "gemini, models/gemini-2.5-pro, gemini-2.5-pro",
        "gemini, gemini-2.5-pro-preview-05-06, gemini-2.5-pro",
        "gemini, gemini-2.0-flash-001, gemini-2.0-flash",
        "bedrock, anthropic.claude-sonnet-4-5-20250929-v1:0, anthropic.claude-sonnet-4-5",
        "bedrock, eu.anthropic.claude-sonnet-4-5-20250929-v1:0, anthropic.claude-sonnet-4-5",
        "bedrock, us-gov.amazon.nova-pro-v1:0, amazon.nova-pro",
        "bedrock, us.meta.llama4-maverick-17b-instruct-v1:0, meta.llama4-maverick",
        "bedrock, arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-20250514-v1:0, anthropic.claude-sonnet-4",
        "groq, meta-llama/llama-4-scout-17b-16e-instruct, meta-llama/llama-4-scout",
        "cohere, command-r-plus-08-2024, command-r-plus",
        "mistral, mistral-large-2411, mistral-large",
        "qwen, qwen-plus-2025-07-28, qwen-plus",
        "moonshot, kimi-k2-0905-preview, kimi-k2",
        "minimax, MiniMax-M2, minimax-m2",
    })
    void aNameIsFoundWithoutWhatStandsAroundIt(String prices, String name, String expected) {
        CatalogueEntry found = bundled.find("any", prices, name);

        assertThat(found).isNotNull().isEqualTo(bundled.find("any", prices, expected));
    }

    @ParameterizedTest
    @CsvSource({
        "openai, gpt-4o-m",
        "openai, gpt-4o-minimal",
        "openai, gpt-4o-realtime-preview",
        "openai, gpt-4",
        "openai, gpt-4-32k",
        "openai, gpt-6",
        "openai, gpt-5.3",
        "openai, gpt",
        "openai, -",
        "anthropic, claude-opus-4-7",
        "anthropic, claude-opus-4-7-20260101",
        "anthropic, claude",
        "bedrock, xx.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "groq, gpt-4o",
        "gemini, gemini-2.5-flash-image",
    })
    void anotherModelIsNotTakenForTheOneWhoseNameBeginsAlike(String prices, String name) {
        CatalogueEntry found = bundled.find("any", prices, name);

        // gpt-4 is there by itself, to show that the others are not found through it.
        assertThat(found != null).isEqualTo(name.equals("gpt-4"));
    }

    @Test
    void everyListOfPricesBelongsToAPreset() throws IOException {
        var lists =
                Presets.bundled().all().values().stream().map(Preset::prices).distinct().toList();
        try (var in = Catalogue.class.getResourceAsStream("models.json")) {
            Map<String, CatalogueEntry> entries = CatalogueReader.read(in.readAllBytes());

            assertThat(entries).hasSizeGreaterThan(100);
            assertThat(entries.keySet())
                    .allSatisfy(
                            key -> assertThat(lists).contains(key.substring(0, key.indexOf('/'))));
            assertThat(entries.values())
                    .allSatisfy(entry -> {
                        assertThat(entry.contextWindow()).isPositive();
                        assertThat(entry.input()).isNotNull();
                    });
        }
    }

    @Test
    void cachedTokensAndThoseWrittenToTheCacheHavePricesOfTheirOwn() {
        var book = new PriceBook(bundled, Map.of("claude", "anthropic", "gpt", "openai"));

        // 1000 plain, 2000 read, 4000 written, 500 of answer: 3, 0.3, 3.75 and 15 a million.
        var usage = new Usage(7_000, 2_000, 4_000, 0, 500, 100, 0);
        assertThat(book.cost("claude", "claude-sonnet-4-5", usage))
                .isEqualByComparingTo("0.026100");
        // OpenAI takes nothing for writing: the price of input.
        assertThat(book.cost("gpt", "gpt-4o", usage))
                .isEqualByComparingTo(
                        new BigDecimal("0.0025")
                                .add(new BigDecimal("0.0025"))
                                .add(new BigDecimal("0.01"))
                                .add(new BigDecimal("0.005")));
    }

    @Test
    void aMillionTokensCostTheListedPriceToTheCent() {
        var book = new PriceBook(bundled, Map.of("gpt", "openai"));

        assertThat(book.cost("gpt", "gpt-4o-mini", new Usage(1_000_000, 1_000_000)))
                .isEqualByComparingTo("0.75");
        assertThat(book.cost("gpt", "gpt-4o-mini", new Usage(1, 0)))
                .isEqualByComparingTo("0.00000015");
    }

    @Test
    void whatAnUnknownModelCostsNobodySays() {
        var book = new PriceBook(bundled, Map.of("gpt", "openai"));

        assertThat(book.cost("gpt", "gpt-99", new Usage(10, 10))).isNull();
        assertThat(book.info("gpt", "gpt-99")).isSameAs(ModelInfo.UNKNOWN);
        // An embedding model has no price for an answer that it cannot give.
        assertThat(book.cost("gpt", "text-embedding-3-small", new Usage(10, 1))).isNull();
        assertThat(book.cost("gpt", "text-embedding-3-small", new Usage(10, 0))).isPositive();
    }

    @Test
    void countsThatDoNotAddUpNeverMakeAnAnswerCheaper() {
        var book = new PriceBook(bundled, Map.of("gpt", "openai"));

        assertThat(book.cost("gpt", "gpt-4o", new Usage(100, 300, 0, 0, 0, 0, 0)))
                .isEqualByComparingTo("0.000375");
    }

    @Test
    void aFileOfTheUserAddsAndReplaces() throws IOException {
        Path file =
                write(
                        """
                        {
                          "openai/gpt-4o": {"input": 1, "completion": 2, "context": 1000, "vision": false},
                          "local/qwen3": {"context": 32768, "tools": false},
                          "cheap/gpt-4o": {"input": 0.5, "completion": 1}
                        }
                        """);
        var lists = Map.of("gpt", "openai", "local", "vllm", "cheap", "openai");
        var book = new PriceBook(bundled.with(file), lists);
        var usage = new Usage(1_000_000, 0);

        assertThat(book.cost("gpt", "gpt-4o-2024-08-06", usage)).isEqualByComparingTo("1");
        assertThat(book.info("gpt", "gpt-4o").vision()).isFalse();
        assertThat(book.info("gpt", "gpt-4o").contextWindow()).isEqualTo(1000);
        assertThat(book.cost("gpt", "gpt-4o-mini", usage)).isEqualByComparingTo("0.15");
        // A provider's own name goes before its list of prices.
        assertThat(book.cost("cheap", "gpt-4o", usage)).isEqualByComparingTo("0.5");
        assertThat(book.info("local", "qwen3").tools()).isFalse();
        assertThat(book.cost("local", "qwen3", usage)).isNull();
    }

    @Test
    void aProviderThatIsNamedLikeAListDoesNotGetIt() {
        var book = new PriceBook(bundled, Map.of("openai", "ollama"));

        assertThat(book.info("openai", "gpt-4o")).isSameAs(ModelInfo.UNKNOWN);
    }

    @Test
    void aFileIsReadStrictlyAndEveryMistakeIsNamed() throws IOException {
        Path file =
                write(
                        """
                        {
                          "gpt-4o": {},
                          "openai/a": 5,
                          "openai/b": {"inptu": 1},
                          "openai/c": {"input": "1"},
                          "openai/d": {"context": 1.5, "tools": 1},
                          "openai/e": {"completion": -1}
                        }
                        """);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> bundled.with(file))
                .withMessageContaining("\"gpt-4o\": no name of a model (expected: provider/model)")
                .withMessageContaining("\"openai/a\": not an object")
                .withMessageContaining("\"openai/b\".inptu: unknown (expected: one of cache-write,")
                .withMessageContaining("\"openai/c\".input: \"1\" (expected: dollars")
                .withMessageContaining("\"openai/d\".context: 1.5 (expected: a whole number)")
                .withMessageEndingWith("; and 2 more");
    }

    @Test
    void aFileThatIsNoneSaysWhy() throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bundled.with(folder.resolve("none.json")))
                .withMessage("the file does not exist");
        Path list = write("[]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bundled.with(list))
                .withMessageContaining("not an object");
        Path cut = write("{\"a/b\": {");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bundled.with(cut))
                .withMessageStartingWith("not JSON");
    }

    private Path write(String json) throws IOException {
        return Files.writeString(folder.resolve("models.json"), json);
    }
}
