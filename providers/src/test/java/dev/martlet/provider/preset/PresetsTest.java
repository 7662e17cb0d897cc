// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.preset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.config.Secret;
import dev.martlet.provider.config.DialectName;
import dev.martlet.provider.config.KeyConfig;
import dev.martlet.provider.config.LangChainConfig;
import dev.martlet.provider.config.ProviderConfig;
import dev.martlet.provider.config.ProviderTimeouts;
import dev.martlet.provider.config.QuirksConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PresetsTest {
    private final Presets presets = Presets.bundled();

    @Test
    void atLeastFortyProvidersAreKnown() {
        assertThat(presets.all()).hasSizeGreaterThanOrEqualTo(40);
        assertThat(presets.all()).containsKeys("openai", "azure", "anthropic", "gemini", "vertex");
        assertThat(presets.all()).containsKeys("bedrock", "cohere", "mistral", "ollama", "echo");
    }

    @Test
    void everyPresetMakesAProviderWithAKeyAndItsParameters() {
        Map<String, String> parameters =
                Map.of(
                        "region", "eu-west-1",
                        "project", "p1",
                        "resource", "res",
                        "account", "acc",
                        "workspace", "dbc-1.cloud.databricks.com");
        for (Preset preset : presets.all().values()) {
            ProviderSettings settings =
                    ProviderSettings.of(config(preset.name(), null, true, parameters), presets);

            assertThat(settings.base().getHost()).as(preset.name()).isNotEmpty();
            assertThat(settings.base().toString()).as(preset.name()).doesNotContain("{");
            assertThat(settings.operations()).as(preset.name()).isNotEmpty();
        }
    }

    @Test
    void aMissingKeyIsToldWithTheUsualVariable() {
        assertThatThrownBy(
                        () -> ProviderSettings.of(config("groq", null, false, Map.of()), presets))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("keys: none (expected: [ \"${GROQ_API_KEY}\" ])");
    }

    @Test
    void aLocalServerNeedsNoKey() {
        ProviderSettings settings =
                ProviderSettings.of(config("ollama", null, false, Map.of()), presets);

        assertThat(settings.keys()).isEmpty();
        assertThat(settings.base()).isEqualTo(URI.create("http://localhost:11434/v1"));
    }

    @Test
    void aMissingParameterIsTold() {
        assertThatThrownBy(
                        () -> ProviderSettings.of(config("bedrock", null, true, Map.of()), presets))
                .hasMessage("parameters.region: missing (expected: a value, the URL needs it)");
    }

    @Test
    void aParameterCannotChangeTheHost() {
        assertThatThrownBy(() ->
                        ProviderSettings.of(
                                config("bedrock", null, true, Map.of("region", "evil.example/x?")),
                                presets))
                .hasMessageStartingWith("parameters.region: not a part of a host name");
    }

    @Test
    void whatTheUserWritesWinsOverThePreset() {
        var config =
                new ProviderConfig(
                        "mine",
                        "mistral",
                        DialectName.OPENAI_RESPONSES,
                        URI.create("http://10.0.0.1:9/api/"),
                        List.of(new KeyConfig(new Secret("k"), 1)),
                        null,
                        Map.of(),
                        Map.of("X-Team", "a"),
                        false,
                        null,
                        new QuirksConfig(null, true, null, null),
                        new ProviderTimeouts(Duration.ofSeconds(5)),
                        10,
                        null,
                        null);

        ProviderSettings settings = ProviderSettings.of(config, presets);

        assertThat(settings.base()).isEqualTo(URI.create("http://10.0.0.1:9/api"));
        assertThat(settings.dialect()).isEqualTo(DialectName.OPENAI_RESPONSES);
        assertThat(settings.headers()).containsEntry("x-team", "a");
        assertThat(settings.quirks().streamUsage()).isTrue();
        assertThat(settings.quirks().maxTokensField()).isEqualTo("max_tokens");
    }

    @Test
    void aLimitOfTokensKeepsTheClientsNameWhereNobodySaidElse() {
        var local =
                new ProviderConfig(
                        "local",
                        null,
                        DialectName.OPENAI_CHAT,
                        URI.create("http://10.0.0.1:9/v1"),
                        List.of(),
                        null,
                        Map.of(),
                        Map.of(),
                        false,
                        null,
                        null,
                        new ProviderTimeouts(Duration.ofSeconds(5)),
                        10,
                        null,
                        null);

        assertThat(ProviderSettings.of(local, presets).quirks().maxTokensField()).isNull();
        assertThat(
                        ProviderSettings.of(config("openai", null, true, Map.of()), presets)
                                .quirks()
                                .maxTokensField())
                .isEqualTo("max_completion_tokens");
    }

    @Test
    void anUnknownPresetIsRefused() {
        assertThatThrownBy(
                        () -> ProviderSettings.of(config("opnai", null, true, Map.of()), presets))
                .hasMessageStartingWith(
                        "preset: opnai is unknown (expected: one of echo, langchain4j, openai,");
    }

    private static ProviderConfig config(
            String preset, @Nullable URI url, boolean key, Map<String, String> parameters) {
        return new ProviderConfig(
                "mine",
                preset,
                null,
                url,
                key ? List.of(new KeyConfig(new Secret("k"), 1)) : List.of(),
                null,
                parameters,
                Map.of(),
                false,
                null,
                null,
                new ProviderTimeouts(Duration.ofSeconds(5)),
                10,
                null,
                preset.equals("langchain4j")
                        ? new LangChainConfig("a.Model", null, Map.of(), List.of())
                        : null);
    }

    @Test
    void aModelOfLangChainHasToBeAskedForByItsPreset() {
        assertThatThrownBy(() ->
                        new ProviderConfig(
                                "mine",
                                "langchain4j",
                                null,
                                null,
                                List.of(),
                                null,
                                Map.of(),
                                Map.of(),
                                false,
                                null,
                                null,
                                new ProviderTimeouts(Duration.ofSeconds(5)),
                                10,
                                null,
                                null))
                .hasMessageStartingWith("langchain4j: not where it belongs");
    }

    @Test
    void openAiItselfSpeaksBothOfItsDialects() {
        ProviderSettings own = ProviderSettings.of(config("openai", null, true, Map.of()), presets);
        assertThat(own.dialect()).isEqualTo(DialectName.OPENAI_CHAT);
        assertThat(own.also()).containsExactly(DialectName.OPENAI_RESPONSES);
        ProviderSettings groq = ProviderSettings.of(config("groq", null, true, Map.of()), presets);
        assertThat(groq.also()).isEmpty();
    }

    @Test
    void anotherUrlIsNotTakenToSpeakMore() {
        URI other = URI.create("https://llm.example.com/v1");
        ProviderSettings settings =
                ProviderSettings.of(config("openai", other, true, Map.of()), presets);
        assertThat(settings.also()).isEmpty();
    }
}
