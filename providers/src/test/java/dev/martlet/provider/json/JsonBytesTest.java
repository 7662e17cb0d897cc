// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class JsonBytesTest {
    private static String written(String text) {
        return new String(new JsonBytes(0).text(text).toByteArray(), UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "why?",
                "a\"b\\c/d",
                "\n\t\r\b\f\u0000\u001f\u007f",
                "12345678\n12345678\"",
                "é€😀?",
                "a text that is longer than what there was room for in the beginning"
            })
    void textIsReadBackTheSame(String text) {
        assertThat(Json.read(written(text)).stringValue()).isEqualTo(text);
    }

    @Test
    void halfOfAPairSurvives() {
        assertThat(written("a\ud83d")).isEqualTo("\"a\\uD83D\"");
        assertThat(written("\ude00?\n\"é😀")).isEqualTo("\"\\uDE00?\\n\\\"é😀\"");
        assertThat(Json.read(written("\ud83d?")).stringValue()).isEqualTo("\ud83d?");
    }

    @Test
    void treesAreWrittenAsTheLibraryWritesThem() {
        var random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            var tree = Json.read(RandomJson.object(random, new ArrayList<>()));
            assertThat(Json.write(tree)).isEqualTo(Json.writeAny(tree));
        }
    }

    @Test
    void numbersOfAllKindsAreWrittenAsTheLibraryWritesThem() {
        ObjectNode tree = Json.object();
        tree.put("int", -7).put("long", Long.MIN_VALUE).put("digit", 9).put("float", 1.5f);
        tree.put("double", 1e300).put("none", Double.NaN).put("short", (short) 12);
        tree.put("big", new BigInteger("123456789012345678901234567890"));
        tree.put("decimal", new BigDecimal("1.50")).put("exponent", new BigDecimal("1E+5"));
        tree.put("bytes", new byte[] {1, 2, 3}).put("yes", true).put("no", false).putNull("null");
        assertThat(Json.write(tree)).isEqualTo(Json.writeAny(tree));
    }
}
