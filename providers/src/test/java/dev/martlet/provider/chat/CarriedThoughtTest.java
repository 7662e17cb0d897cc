// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;

class CarriedThoughtTest {
    private static final Part.Reasoning THOUGHT =
            new Part.Reasoning(
                    "Hm.", true, "sig\u00ff>>>???", "hidden", "rs_1", "other", Extras.NONE);

    @Test
    void aThoughtComesBackAsItWas() {
        String text = CarriedThought.of(THOUGHT).text();

        assertThat(CarriedThought.read(text).thought("Hm.")).isEqualTo(THOUGHT);
    }

    @Test
    void theTextIsBase64AndMayComeBackInTheUrlAlphabet() {
        String text = CarriedThought.of(THOUGHT).text();

        byte[] bytes = Base64.getDecoder().decode(text);
        assertThat(CarriedThought.read(Base64.getUrlEncoder().encodeToString(bytes)))
                .isEqualTo(CarriedThought.of(THOUGHT));
    }

    @Test
    void aCallKeepsItsId() {
        var carried = CarriedThought.ofCall("gemini", "call_1", "c2ln");

        assertThat(CarriedThought.read(carried.text())).isEqualTo(carried);
    }

    @Test
    void aProvidersOwnSignatureIsLeftAlone() {
        assertThat(CarriedThought.read("EqoBCkgIARABGAIiQL8")).isNull();
        assertThat(CarriedThought.read("bWx0MXsi!!")).isNull();
        assertThat(CarriedThought.read("bWx0MXsi")).isNull();
        assertThat(CarriedThought.read(null)).isNull();
    }
}
