// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

import dev.martlet.core.Event;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Dialect.EventReader;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import dev.martlet.provider.openai.Fields;
import dev.martlet.provider.openai.OpenAiErrors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A stream of {@code chat.completion.chunk}s. */
final class ChunkReader implements EventReader {
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private final Map<Integer, ChoiceReader> choices = new TreeMap<>();
    private String id = "";
    private boolean started;
    private boolean over;

    @Override
    public List<ChatEvent> read(Event event) {
        if (over) {
            return List.of();
        }
        if (isDone(event.data())) {
            return done();
        }
        List<ChatEvent> plain = plain(event);
        if (plain != null) {
            return plain;
        }
        Fields chunk = new Fields("", parse(event.data()));
        List<ChatEvent> events = new ArrayList<>();
        JsonNode error = chunk.any("error");
        if (error != null || event.type().equals("error")) {
            over = true;
            events.add(new ChatEvent.Failed(OpenAiErrors.read(0, chunk.node())));
            return events;
        }
        chunk(chunk, events);
        return events;
    }

    /** What a chunk says that only goes on with a known answer; null for all others. */
    private @Nullable List<ChatEvent> plain(Event event) {
        if (!started || !event.type().isEmpty()) {
            return null;
        }
        PlainChunk chunk = PlainChunk.in(event.data());
        ChoiceReader choice = chunk == null ? null : choices.get(chunk.choice());
        return chunk == null || choice == null ? null : choice.more(chunk);
    }

    private static boolean isDone(byte[] data) {
        int end = data.length;
        while (end > 0 && data[end - 1] == ' ') {
            end--;
        }
        return Arrays.equals(data, 0, end, DONE, 0, DONE.length);
    }

    private static JsonNode parse(byte[] data) {
        try {
            return Json.readReply(data);
        } catch (JsonException e) {
            throw new BadChatException("", e.getMessage() + " (expected: a chunk)");
        }
    }

    private void chunk(Fields chunk, List<ChatEvent> events) {
        List<Fields> said = chunk.objects("choices");
        JsonNode usage = chunk.any("usage");
        JsonNode groq = chunk.peek("x_groq");
        Usage told = UsageFields.read(usage == null && groq != null ? groq.get("usage") : usage);
        if (!started && (!said.isEmpty() || told != null)) {
            start(chunk, events);
        }
        for (Fields choice : said) {
            Integer index = choice.whole("index");
            choices.computeIfAbsent(index == null ? 0 : index, n -> new ChoiceReader(n, id))
                    .read(choice, events);
        }
        if (told != null) {
            events.add(new ChatEvent.UsageTold(told));
        }
    }

    private void start(Fields chunk, List<ChatEvent> events) {
        started = true;
        id = chunk.text("id", "");
        chunk.any("object");
        events.add(
                new ChatEvent.Started(
                        id,
                        ReplyReader.created(chunk),
                        chunk.text("model", ""),
                        chunk.rest(OpenAiChat.NAME)));
    }

    private boolean finished() {
        return !choices.isEmpty() && choices.values().stream().allMatch(ChoiceReader::finished);
    }

    /** The mark of the end says that the provider stopped, not that it had got to the end. */
    private List<ChatEvent> done() {
        over = true;
        ChatEvent last = finished() ? new ChatEvent.Ended() : new ChatEvent.Failed(unfinished());
        return List.of(last);
    }

    private static ProviderError unfinished() {
        return new ProviderError(
                ProviderError.Kind.SERVER,
                0,
                "server_error",
                null,
                "The provider ended the stream without a finish reason.",
                null);
    }

    @Override
    public List<ChatEvent> end() {
        if (over || !finished()) {
            return List.of();
        }
        over = true;
        return List.of(new ChatEvent.Ended());
    }
}
