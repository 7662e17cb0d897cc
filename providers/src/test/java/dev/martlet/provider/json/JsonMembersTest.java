// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonMembersTest {
    @Test
    void valuesAreReadWithoutTheRest() {
        JsonMembers members =
                members(
                        "{\"model\":\"a\\u0062\\\"c\",\"stream\" : true,\"n\":null,"
                                + "\"stream_options\":{\"include_usage\":false},\"x\":1.50}");
        assertThat(members.text("model")).isEqualTo("ab\"c");
        assertThat(members.flag("stream")).isTrue();
        assertThat(members.flag("model")).isNull();
        assertThat(members.has("n")).isTrue();
        assertThat(members.isSet("n")).isFalse();
        assertThat(members.isSet("x")).isTrue();
        assertThat(members.text("x")).isNull();
        assertThat(members.value("x")).hasToString("1.50");
        assertThat(members.object("stream_options").flag("include_usage")).isFalse();
        assertThat(members.object("model")).isNull();
        assertThat(members.value("none")).isNull();
    }

    @Test
    void namesAreComparedWithoutTheirEscapes() {
        assertThat(members("{\"mod\\u0065l\":\"a\"}").text("model")).isEqualTo("a");
        assertThat(members("{\"modèle😀\":\"é\"}").text("modèle😀")).isEqualTo("é");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"a\",\"model\":\"b\"}",
                "{\"model\":\"a\",\"mod\\u0065l\":\"b\"}",
                "{\"a\":1,\"b\":2,\"\":3,\"\":4}"
            })
    void aNameThatComesTwiceIsRefused(String json) {
        assertThatThrownBy(() -> members(json))
                .isInstanceOf(JsonException.class)
                .hasMessage("a member comes twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "null",
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":}",
                "{\"a\":1",
                "{\"a\":1,",
                "{\"a\":1,}",
                "{,}",
                "{a:1}",
                "{\"a\" 1}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":[}",
                "{\"a\":[1}]}",
                "{\"a\":{]}",
                "{\"a\":\"x}",
                "{\"a\":\"x\\",
                "{\"a\":\"x\ny\"}",
                "{\"a\":1}}",
                "{\"a\":1} x",
                "{\"a\":'x'}",
                "{\"a\":[/* \" */]}",
                "{\"a\":#}",
                "\ufeff{}",
                "{\"a\":\"\\\"}"
            })
    void whatIsNoObjectIsRefused(String json) {
        assertThatThrownBy(() -> members(json)).isInstanceOf(JsonException.class);
    }

    @Test
    void nestingAndMembersAreBounded() {
        String deep = "{\"a\":" + "[".repeat(512) + "]".repeat(512) + "}";
        assertThat(members(deep).has("a")).isTrue();
        String deeper = "{\"a\":" + "[".repeat(513) + "]".repeat(513) + "}";
        assertThatThrownBy(() -> members(deeper)).hasMessageContaining("levels of nesting");
        var many = new StringBuilder("{\"m0\":0");
        for (int i = 1; i <= 1000; i++) {
            many.append(",\"m").append(i).append("\":0");
        }
        assertThatThrownBy(() -> members(many + "}"))
                .hasMessageContaining("more than 1000 members");
    }

    @Test
    void everyLengthOfStringEndsAtItsQuote() {
        for (int length = 0; length < 40; length++) {
            for (String end : new String[] {"", "\\\"", "\\\\", "é", "\\u00e9\\\\\\\""}) {
                String json = "{\"a\":\"" + "x".repeat(length) + end + "\",\"b\":\"y\"}";
                assertThat(members(json).text("b")).as(json).isEqualTo("y");
            }
        }
    }

    @Test
    void objectsOfAnArrayAreFound() {
        JsonMembers members =
                members(
                        "{\"choices\": [ {\"finish_reason\":null} , {\"finish_reason\":\"stop\"},1 ],"
                                + "\"empty\":[ ]}");
        assertThat(members.objects("choices"))
                .extracting(choice -> choice.text("finish_reason"))
                .containsExactly(null, "stop");
        assertThat(members.objects("empty")).isEmpty();
        assertThat(members.objects("none")).isEmpty();
    }

    static JsonMembers members(String json) {
        return JsonMembers.of(json.getBytes(UTF_8));
    }
}
