// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.json;

import static dev.martlet.provider.json.JsonMembersTest.members;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

class JsonEditTest {
    private static final JsonNode NEW = StringNode.valueOf("new");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"m\" : \"old\" , \"x\":1.0e+2 }|{\"m\" : \"new\" , \"x\":1.0e+2 }",
                "{\"mod\":1,\"\\u006d\":[{}]}|{\"mod\":1,\"\\u006d\":\"new\"}",
                "{\"x\":{\"m\":1} }|{\"x\":{\"m\":1},\"m\":\"new\" }",
                "{ }|{\"m\":\"new\" }",
                "{}|{\"m\":\"new\"}"
            })
    void aMemberIsSetInItsPlaceOrAsTheLast(String before, String after) {
        assertThat(text(members(before).edit().set("m", NEW))).isEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ \"m\":1 , \"x\":2 }|{ \"x\":2 }",
                "{ \"x\":2 , \"m\":1 }|{ \"x\":2 }",
                "{ \"x\":2, \"m\":1 , \"y\":3}|{ \"x\":2 , \"y\":3}",
                "{ \"m\":1 }|{ }",
                "{ \"m\":1,\"k\":2,\"x\":3 }|{ \"x\":3 }",
                "{ \"x\":3,\"m\":1,\"k\":2 }|{ \"x\":3 }",
                "{ \"m\":1,\"k\":2 }|{ }",
                "{\"x\":1}|{\"x\":1}"
            })
    void aMemberIsTakenAwayWithItsComma(String before, String after) {
        assertThat(text(members(before).edit().remove("m").remove("k"))).isEqualTo(after);
    }

    @Test
    void aMemberCanTakeThePlaceOfAllOthers() {
        assertThat(text(members("{ \"k\":1 }").edit().remove("k").set("m", NEW)))
                .isEqualTo("{\"m\":\"new\" }");
    }

    @Test
    void anEditOfAnInnerObjectGivesThatObjectAlone() {
        JsonMembers outer = members("{\"a\":1,\"o\": { \"x\" :2.50} ,\"b\":3}");
        byte[] inner = outer.object("o").edit().set("m", NEW).bytes();
        assertThat(new String(inner, UTF_8)).isEqualTo("{ \"x\" :2.50,\"m\":\"new\"}");
        assertThat(text(outer.edit().set("o", inner)))
                .isEqualTo("{\"a\":1,\"o\": { \"x\" :2.50,\"m\":\"new\"} ,\"b\":3}");
    }

    @Test
    void nothingToDoCopiesNothing() {
        byte[] json = "{\"a\":1}".getBytes(UTF_8);
        assertThat(JsonMembers.of(json).edit().bytes()).isSameAs(json);
    }

    @Test
    void randomDocumentsKeepWhatIsNotTouched() {
        var random = new Random(42);
        for (int i = 0; i < 3000; i++) {
            var names = new ArrayList<String>();
            String json = RandomJson.object(random, names);
            JsonMembers members = members(json);
            JsonEdit edit = members.edit();
            var expected = (ObjectNode) Json.read(json);
            List<String> values = new ArrayList<>();
            for (String name : names) {
                assertThat(members.value(name)).as(json).isEqualTo(expected.get(name));
                switch (random.nextInt(4)) {
                    case 0 -> {
                        edit.remove(name);
                        expected.remove(name);
                    }
                    case 1 -> {
                        edit.set(name, NEW);
                        expected.set(name, NEW);
                    }
                    default -> values.add(name);
                }
            }
            if (random.nextBoolean()) {
                edit.set("added", NEW);
                expected.set("added", NEW);
            }
            String after = text(edit);
            assertThat(Json.text(Json.read(after))).as(json).isEqualTo(Json.text(expected));
            for (String name : values) {
                assertThat(after).contains(RandomJson.raw(json, members, name));
            }
        }
    }

    private static String text(JsonEdit edit) {
        return new String(edit.bytes(), UTF_8);
    }
}
