// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":2}",
                "{\"a\":null,\"a\":null}",
                "{\"a\":{},\"\\u0061\":1}",
                "{\"b\":{\"c\":[{\"a\":1,\"a\":[]}]}}",
                "[{\"a\":[],\"a\":{}}]"
            })
    void aClientMayNotSayAMemberTwice(String json) {
        assertThatThrownBy(() -> Json.read(utf8(json))).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> Json.read(json)).isInstanceOf(JsonException.class);
    }

    @Test
    void ofAProviderTheLastOneCounts() {
        assertThat(Json.readReply(utf8("{\"a\":{\"b\":1,\"b\":2},\"a\":{\"b\":3,\"b\":4}}")))
                .isEqualTo(Json.read("{\"a\":{\"b\":4}}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{} {}", "{}x", "{\"a\":tru}", "{\"a\" 1}", "{\"a\":\"\n\"}"})
    void whatIsNoJsonIsNoReply(String json) {
        assertThatThrownBy(() -> Json.readReply(utf8(json))).isInstanceOf(JsonException.class);
    }

    @Test
    void numbersKeepTheirText() {
        assertThat(Json.text(Json.readReply(utf8("[1.50,1e5,12345678901234567890]"))))
                .isEqualTo(Json.text(Json.read("[1.50,1e5,12345678901234567890]")))
                .contains("1.50");
    }
}
