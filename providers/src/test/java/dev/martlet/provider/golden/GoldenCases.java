// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.dialect.Dialect.Address;
import dev.martlet.provider.dialect.Dialect.View;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.sse.ScriptedBody;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * What every dialect has to do with its golden files: {@code CASE.request.json}, {@code
 * CASE.reply.json} and {@code CASE.stream.sse} say the same as the conversation of that name.
 */
public abstract class GoldenCases {
    protected abstract Dialect dialect();

    protected abstract Address address();

    protected abstract ChatRequest request(String name);

    protected abstract ChatReply reply(String name);

    /** Where a stream says something other than the whole reply. */
    protected ChatReply streamed(ChatReply reply) {
        return reply;
    }

    private View view(ChatReply reply) {
        return new View("none", 0, reply.model(), true);
    }

    /** A tree tells an int from a long; its text does not. */
    private static JsonNode onTheWire(JsonNode body) {
        return Json.read(Json.write(body));
    }

    private byte[] stream(String name) {
        return Golden.bytes(dialect().name(), name + ".stream.sse");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "tools", "image", "structured", "reasoning"})
    void aRequestIsRead(String name) {
        var body = Golden.json(dialect().name(), name + ".request.json");

        assertThat(dialect().readRequest(body, address())).isEqualTo(request(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "tools", "image", "structured", "reasoning"})
    void aRequestIsWritten(String name) {
        var losses = new Losses();

        var body = dialect().writeRequest(request(name), losses);

        assertThat(onTheWire(body))
                .isEqualTo(Golden.json(dialect().name(), name + ".request.json"));
        assertThat(losses.refused()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "tools", "image", "structured", "reasoning"})
    void aReplyIsRead(String name) {
        var body = Golden.json(dialect().name(), name + ".reply.json");

        assertThat(dialect().readReply(body)).isEqualTo(reply(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "tools", "image", "structured", "reasoning"})
    void aReplyIsWritten(String name) {
        ChatReply reply = reply(name);

        assertThat(onTheWire(dialect().writeReply(reply, view(reply))))
                .isEqualTo(Golden.json(dialect().name(), name + ".reply.json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "tools", "image", "structured", "reasoning"})
    void aStreamIsRead(String name) {
        List<ChatEvent> events =
                Streams.read(dialect().eventReader(), new ScriptedBody(stream(name)));

        assertThat(Streams.reply(events)).isEqualTo(streamed(reply(name)));
        assertThat(events.getLast()).isEqualTo(new ChatEvent.Ended());
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "tools", "image", "structured", "reasoning"})
    void aStreamIsWritten(String name) {
        ChatReply reply = reply(name);

        byte[] written = Streams.write(dialect().eventWriter(view(reply)), Streams.of(reply));

        assertThat(new String(written, StandardCharsets.UTF_8))
                .isEqualTo(new String(stream(name), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "tools", "image", "structured", "reasoning"})
    void aStreamMayBeCutIntoPiecesAtEveryByte(String name) {
        byte[] stream = stream(name);
        List<ChatEvent> whole = Streams.read(dialect().eventReader(), new ScriptedBody(stream));

        for (int at = 1; at < stream.length; at++) {
            var body = ScriptedBody.cutAt(stream, at);
            assertThat(Streams.read(dialect().eventReader(), body)).isEqualTo(whole);
        }
        var body = ScriptedBody.byteByByte(stream);
        assertThat(Streams.read(dialect().eventReader(), body)).isEqualTo(whole);
    }

    /** A stream that breaks off is no answer, unless all of the answer had come. */
    @ParameterizedTest
    @ValueSource(strings = {"text", "tools", "image", "structured", "reasoning"})
    void aStreamMayEndAtEveryByte(String name) {
        byte[] stream = stream(name);
        ChatReply whole = streamed(reply(name));
        int ended = 0;
        for (int at = 0; at < stream.length; at++) {
            var body = new ScriptedBody(Arrays.copyOf(stream, at));
            List<ChatEvent> events = Streams.read(dialect().eventReader(), body);
            if (events.contains(new ChatEvent.Ended())) {
                ended++;
                assertThat(Streams.reply(events).choices()).isEqualTo(whole.choices());
            }
        }
        assertThat(ended).isLessThan(stream.length / 2);
    }
}
