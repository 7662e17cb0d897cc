// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.provider.json.Json;
import org.junit.jupiter.api.Test;

class FieldsTest {
    @Test
    void aWrongTypeIsRefusedWithItsPath() {
        Fields fields = Fields.of(Json.read("{\"a\":[{\"b\":1}]}"), "");

        assertThatThrownBy(() -> fields.objects("a").getFirst().text("b"))
                .isInstanceOf(BadChatException.class)
                .hasMessage("a[0].b: a number (expected: a string)");
    }

    @Test
    void numbersHaveToFit() {
        Fields fields = Fields.of(Json.read("{\"a\":1.5,\"b\":9999999999,\"c\":2.0}"), "x");

        assertThatThrownBy(() -> fields.integer("a")).hasMessageStartingWith("x.a: ");
        assertThatThrownBy(() -> fields.integer("b")).hasMessageStartingWith("x.b: ");
        assertThat(fields.integer("c")).isEqualTo(2);
    }

    @Test
    void nullCountsAsAbsent() {
        Fields fields = Fields.of(Json.read("{\"a\":null}"), "");

        assertThat(fields.text("a")).isNull();
        assertThatThrownBy(() -> fields.requiredText("a")).hasMessage("a: missing");
    }

    @Test
    void whatNobodyAskedForIsLeftOver() {
        Fields fields = Fields.of(Json.read("{\"a\":\"1\",\"b\":2}"), "p");
        assertThat(fields.text("a")).isEqualTo("1");

        assertThat(fields.extras("d").fields()).containsOnlyKeys("b");
        assertThat(fields.extras("d").path()).isEqualTo("p");
    }

    @Test
    void protoMembersMayBeInSnakeCaseAtEveryLevel() {
        Fields fields = Fields.ofProto(Json.read("{\"my_part\":{\"mime_type\":\"a/b\"}}"), "");

        assertThat(fields.requiredObject("myPart").text("mimeType")).isEqualTo("a/b");
        assertThat(fields.extras("d").isEmpty()).isTrue();
    }
}
