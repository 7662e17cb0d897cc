// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

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

/** What the short way makes of a chunk is what the long way makes of it. */
class PlainChunkTest {
    private static final String FIRST =
            """
            {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[\
            {"index":0,"delta":{"role":"assistant","content":"a"},"finish_reason":null}]}\
            """;
    private static final String[] PLAIN = {
        """
        {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","system_fingerprint":null,\
        "choices":[{"index":0,"delta":{"content":" b\\"\\n"},"logprobs":null,"finish_reason":null}],\
        "usage":null,"obfuscation":"xyz"}\
        """,
        """
        {"choices":[{"delta":{"role":"assistant","content":null,"reasoning_content":"hm é"},\
        "finish_reason":null,"index":0,"matched_stop":null,"extra":{"a":[1,-2.5,true]}}]}\
        """,
        """
        {"id": "c", "choices": [{"index": 0, "delta": {"content": "\\u00e9😀", "tool_calls": null},
          "finish_reason": null}], "error": null}
        """,
        """
        {"id":"c","choices":[{"index":0,"delta":{}}]}\
        """
    };
    private static final String[] PIECES = {
        "\"content\":\"x\",",
        "\"content\":null,",
        "\"index\":1,",
        "\"finish_reason\":\"stop\",",
        "\"choices\":[],",
        "\"usage\":{\"prompt_tokens\":1},",
        "\"error\":{\"message\":\"no\"},",
        "\"refusal\":\"no\",",
        "\"reasoning\":\"so\",",
        "\"delta\":{\"content\":\"y\"},",
        "\"logprobs\":{\"content\":[]},",
        "\"\\u0063ontent\":\"z\",",
        "{",
        "}",
        "[",
        "]",
        ",",
        "\"",
        "\\",
        "\\n",
        " ",
        "\n",
        "0",
        "-",
        "null",
        "\u00ff",
        "\u0000"
    };

    private static Event event(String type, byte[] data) {
        return new Event(type, data, Map.of());
    }

    private record Read(List<ChatEvent> events, String fault) {}

    /** A type makes the reader go the long way. */
    private static Read read(String type, byte[] data) {
        var reader = new ChunkReader();
        reader.read(event("", FIRST.getBytes(UTF_8)));
        List<ChatEvent> events = new ArrayList<>();
        try {
            events.addAll(reader.read(event(type, data)));
            // What the reader remembers shows in what comes after.
            events.addAll(reader.read(event("x", PLAIN[0].getBytes(UTF_8))));
        } catch (BadChatException e) {
            return new Read(events, e.field());
        }
        return new Read(events, "");
    }

    @Test
    void plainChunksGoTheShortWay() {
        for (String plain : PLAIN) {
            byte[] data = plain.getBytes(UTF_8);
            assertThat(PlainChunk.in(data)).as(plain).isNotNull();
            assertThat(read("", data)).as(plain).isEqualTo(read("x", data));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[]}",
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":1}}",
                "{\"id\":\"c\"}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}},{\"index\":1,\"delta\":{}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}],\"usage\":{}}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}],\"error\":{}}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}],\"x_groq\":{}}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\",\"content\":\"b\"}}]}",
                "{\"choices\":[{\"index\":0,\"index\":0,\"delta\":{\"content\":\"a\"}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"delta\":{}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{}}],\"choices\":[{\"index\":0,\"delta\":{}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"\\u0063ontent\":\"a\"}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":[]}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"refusal\":\"no\"}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[]}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":{}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{}}]} {}",
                "{\"choices\":[{\"index\":0,\"delta\":{}}]"
            })
    void allOthersGoTheLongWay(String chunk) {
        assertThat(PlainChunk.in(chunk.getBytes(UTF_8))).isNull();
    }

    @Test
    void theShortWayReadsWhateverTheLongWayReads() {
        var random = new Random(5);
        int plain = 0;
        for (int i = 0; i < 30_000; i++) {
            byte[] data = changed(random);
            plain += PlainChunk.in(data) == null ? 0 : 1;
            assertThat(read("", data)).as(new String(data, UTF_8)).isEqualTo(read("x", data));
        }
        assertThat(plain).isBetween(3_000, 27_000);
    }

    /** One byte stands for one character here, so that UTF-8 can be broken too. */
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
                    text.insert(member < 0 ? at : member + 1, PIECES[random.nextInt(12)]);
                }
                default -> text.setCharAt(at, PIECES[random.nextInt(PIECES.length)].charAt(0));
            }
        }
        return text.toString().getBytes(ISO_8859_1);
    }
}
