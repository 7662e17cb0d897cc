// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Without Martlet: what the clients' libraries ask of the fake providers has the answers that the
 * checks expect. A check that fails here says nothing about Martlet.
 */
class SdksKnowTheFakesTest {
    @ParameterizedTest
    @EnumSource
    void everyCheckPassesAtTheProviderItself(Sdk sdk) throws Exception {
        Upstream own =
                switch (sdk) {
                    case OPENAI_NODE, OPENAI_PYTHON -> Upstream.OPENAI_CHAT;
                    case ANTHROPIC_NODE, ANTHROPIC_PYTHON -> Upstream.ANTHROPIC;
                    case GENAI_NODE -> Upstream.GEMINI;
                };
        List<String> checks = new ArrayList<>(Checks.of(sdk));
        if (own == Upstream.OPENAI_CHAT) {
            checks.remove("reasoning");
        }
        try (FakeProvider provider = own.start()) {
            sdk.passes(checks, provider.url(), FakeProvider.KEY, own.models());
            for (String check : checks) {
                assertThat(!check.endsWith("cancel") || provider.awaitCancel()).isTrue();
            }
        }
    }
}
