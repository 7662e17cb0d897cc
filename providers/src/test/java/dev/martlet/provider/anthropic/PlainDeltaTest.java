// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Event;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.dialect.BadChatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the short way makes of an event, the long way makes of it too. */
class PlainDeltaTest {
    private static final String TYPE = "content_block_delta";
    private static final String[] BLOCKS = {
        "{\"type\":\"text\",\"text\":\"\"}",
        "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}",
        "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}",
        "{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"web_search\",\"input\":{}}"
    };
    private static final String[] PLAIN = {
        delta(0, "{\"type\":\"text_delta\",\"text\":\"Hi \\\"é\\n\"}"),
        delta(1, "{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}"),
        delta(2, "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\":\"}"),
        "{\"index\" : 0 , \"usage\":{\"a\":[1]}, \"delta\": {\"text\":\"\", \"type\":\"text_delta\"},"
                + "\n\"type\":\"content_block_delta\"}",
    };
    private static final String[] PIECES = {
        "\"type\":\"text_delta\",",
        "\"type\":\"ping\",",
        "\"text\":\"x\",",
        "\"thinking\":\"x\",",
        "\"index\":1,",
        "\"delta\":{\"type\":\"text_delta\",\"text\":\"y\"},",
        "\"citation\":{},",
        "{",
        "}",
        "[",
        ",",
        "\"",
        "\\",
        " ",
        "0",
        "3",
        "\u00ff",
        "\u0000"
    };

    private static String delta(int index, String delta) {
        return "{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":" + delta + "}";
    }

    private static Event event(String type, byte[] data) {
        return new Event(type, data, Map.of());
    }

    private record Read(List<ChatEvent> events, String fault) {}

    /** Without its type, an event goes the long way. */
    private static Read read(String type, byte[] data) {
        var reader = new StreamReader();
        for (int i = 0; i < BLOCKS.length; i++) {
            String start =
                    "{\"type\":\"content_block_start\",\"index\":%d,\"content_block\":%s}"
                            .formatted(i, BLOCKS[i]);
            reader.read(event("", start.getBytes(UTF_8)));
        }
        List<ChatEvent> events = new ArrayList<>();
        try {
            events.addAll(reader.read(event(type, data)));
            // What the reader remembers shows in what comes after.
            for (int i = 0; i < BLOCKS.length; i++) {
                String stop = "{\"type\":\"content_block_stop\",\"index\":%d}".formatted(i);
                events.addAll(reader.read(event("", stop.getBytes(UTF_8))));
            }
        } catch (BadChatException e) {
            return new Read(events, e.field());
        }
        return new Read(events, "");
    }

    @Test
    void plainDeltasGoTheShortWay() {
        for (String plain : PLAIN) {
            byte[] data = plain.getBytes(UTF_8);
            assertThat(PlainDelta.in(data)).as(plain).isNotNull();
            assertThat(read(TYPE, data)).as(plain).isEqualTo(read("", data));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"ping\"}",
                "{\"type\":\"content_block_delta\",\"index\":0}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\"}}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"thinking\":\"a\"}}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"a\"}}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\",\"text\":\"b\"}}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":null}}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"\\u0074ext\":\"a\"}}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}"
            })
    void allOthersGoTheLongWay(String event) {
        assertThat(PlainDelta.in(event.getBytes(UTF_8))).isNull();
    }

    @Test
    void theShortWayReadsWhateverTheLongWayReads() {
        var random = new Random(6);
        int plain = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] data = changed(random);
            if (PlainDelta.in(data) != null) {
                plain++;
                assertThat(read(TYPE, data)).as(new String(data, UTF_8)).isEqualTo(read("", data));
            }
        }
        assertThat(plain).isGreaterThan(300);
    }

    private static byte[] changed(Random random) {
        String plain = new String(PLAIN[random.nextInt(PLAIN.length)].getBytes(UTF_8), ISO_8859_1);
        var text = new StringBuilder(plain);
        for (int changes = random.nextInt(3); changes >= 0; changes--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
                case 2 -> {
                    int member = text.indexOf("{\"", at);
                    text.insert(member < 0 ? at : member + 1, PIECES[random.nextInt(7)]);
                }
                default -> text.setCharAt(at, PIECES[random.nextInt(PIECES.length)].charAt(0));
            }
        }
        return text.toString().getBytes(ISO_8859_1);
    }
}
