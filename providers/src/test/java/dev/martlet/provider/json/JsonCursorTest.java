// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class JsonCursorTest {
    private static final byte[] A = {'a'};

    private static JsonCursor cursor(String json) {
        return new JsonCursor(json.getBytes(UTF_8));
    }

    private static boolean passes(byte[] json) {
        var in = new JsonCursor(json);
        in.skip();
        return in.done();
    }

    private static String text(String json) {
        JsonCursor in = cursor(json);
        String text = in.text();
        return in.done() ? text : null;
    }

    @Test
    void findsMembersByTheirNames() {
        JsonCursor in = cursor(" { \"b\" : [ 1 , {\"a\":2} ] ,\r\n\t\"a\":\"x\",\"c\":null}\n");
        in.object();
        String a = "";
        while (in.member()) {
            if (in.is(A)) {
                a += in.text();
            } else {
                in.skip();
            }
        }
        assertThat(in.done()).isTrue();
        assertThat(a).isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"a\":1",
                "{\"a\":1,}",
                "{,\"a\":1}",
                "{\"a\":1 \"b\":2}",
                "{\"a\" 1}",
                "{\"a\":}",
                "{a:1}",
                "{\"a\":1}}",
                "{\"a\":1]",
                "[1,]",
                "[,1]",
                "[1 2]",
                "[1}",
                "01",
                "-",
                "-01",
                "1.",
                ".5",
                "+1",
                "1x",
                "truex",
                "tru",
                "nul",
                "\"a",
                "\"a\nb\"",
                "1 2"
            })
    void givesUpAtFaults(String json) {
        assertThat(passes(json.getBytes(UTF_8))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"\\u0061\":1}", "{\"é\":1}", "\"\\n\"", "\"é\"", "1e5"})
    void givesUpAtWhatIsOnlyUnusual(String json) {
        assertThat(passes(json.getBytes(UTF_8))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"hello\"",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
                "\"\\u00e9\\uD83D\\ude00 é 😀\"",
                "\"12345678\\n12345678\"",
                "\"\\ud800\""
            })
    void readsTextAsEveryReaderDoes(String json) {
        assertThat(text(json)).isEqualTo(Json.read(json).stringValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1", "null", "\"\\x\"", "\"\\u12g4\"", "\"\\u12\"", "\"a", "\"\\", "\"\t\""})
    void whatIsNoTextIsNone(String json) {
        assertThat(text(json)).isNull();
    }

    @Test
    void brokenUtf8IsNoText() {
        byte[][] broken = {
            {'"', (byte) 0xc3, '"'},
            {'"', (byte) 0xff, '"'},
            {'"', (byte) 0xc0, (byte) 0x80, '"'},
            {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}
        };
        for (byte[] json : broken) {
            assertThat(new JsonCursor(json).text()).isNull();
            assertThat(passes(json)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "01", "1000", "-1", "1.0", "1e1", "\"1\"", "null", "true"})
    void onlyWholeNumbersAreSmall(String json) {
        JsonCursor in = cursor(json);
        assertThat(in.small()).isEqualTo(-1);
        assertThat(in.done()).isFalse();
    }

    @Test
    void smallNumbersAreRead() {
        assertThat(cursor(" 0").small()).isZero();
        assertThat(cursor("10}").small()).isEqualTo(10);
        assertThat(cursor("999,").small()).isEqualTo(999);
    }

    /**
     * Whatever it lets through is JSON; whatever it changes into a fault it does not let through.
     */
    @Test
    void nothingPassesThatIsNotJson() {
        var random = new Random(11);
        int passed = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] json = RandomJson.object(random, new ArrayList<>()).getBytes(UTF_8);
            if (random.nextBoolean() && json.length > 0) {
                json[random.nextInt(json.length)] =
                        (byte) "\"\\{}[]:, 0a-.\u0001\u00ff".charAt(random.nextInt(15));
            }
            if (passes(json)) {
                passed++;
                JsonNode read = Json.readReply(json);
                assertThat(read.isObject() || read.isArray() || read.isValueNode()).isTrue();
            }
        }
        assertThat(passed).isGreaterThan(1_000);
    }
}
