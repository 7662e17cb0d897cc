// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.Body;
import dev.martlet.core.Event;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SseEncoderTest {
    @Test
    void anEventWithoutTypeIsOneLineAndAnEmptyOne() {
        assertThat(encode(event("", "[DONE]", Map.of()))).isEqualTo("data: [DONE]\n\n");
    }

    @Test
    void typeIdAndRetryComeBeforeTheData() {
        assertThat(encode(event("ping", "{}", Map.of("id", "4", "retry", "100"))))
                .isEqualTo("event: ping\nid: 4\nretry: 100\ndata: {}\n\n");
    }

    @Test
    void lineEndsInTheDataBecomeLines() throws IOException {
        String wire = encode(event("", "a\nb\r\nc\rd\n", Map.of()));
        assertThat(wire).isEqualTo("data: a\ndata: b\ndata: c\ndata: d\ndata: \n\n");
        Event back = new SseSource(Body.of(wire.getBytes(UTF_8))).next();
        assertThat(new String(back.data(), UTF_8)).isEqualTo("a\nb\nc\nd\n");
    }

    @Test
    void aKeepAliveIsACommentWhichNoReaderSees() throws IOException {
        assertThat(encode(SseEncoder.KEEP_ALIVE)).isEqualTo(": keep-alive\n\n");
        assertThat(encode(event("", "", Map.of()))).isEqualTo("data: \n\n");
    }

    @Test
    void aTypeCannotSmuggleALine() {
        assertThatThrownBy(() -> encode(event("a\ndata: x", "", Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("event: has a line end");
    }

    private static Event event(String type, String data, Map<String, String> fields) {
        return new Event(type, data.getBytes(UTF_8), fields);
    }

    private static String encode(Event event) {
        return new String(new SseEncoder().encode(event), UTF_8);
    }
}
