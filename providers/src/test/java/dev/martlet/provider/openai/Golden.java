// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Body;
import dev.martlet.core.Event;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.sse.ScriptedBody;
import dev.martlet.provider.sse.SseEncoder;
import dev.martlet.provider.sse.SseSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * The golden files of a dialect: {@code CASE.request.json}, {@code CASE.reply.json}, {@code
 * CASE.stream.sse}, {@code CASE.STATUS.error.json}. Beside each stands what the hub makes of it
 * ({@code .hub}), and what is written back if that is not the same ({@code .written}). Run with
 * {@code -Dgolden.write=true} to write both anew, and read the difference.
 */
public final class Golden {
    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Dialect dialect;
    private final Path folder;
    private final boolean write = Boolean.getBoolean("golden.write");

    public Golden(Dialect dialect) {
        this.dialect = dialect;
        this.folder = Path.of("src/test/resources/golden").resolve(dialect.name());
    }

    /** The names of all files with an ending. */
    public static Stream<String> names(String dialect, String ending) {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/golden", dialect))) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ending) && !name.contains(".written."))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void request(String file) {
        JsonNode body = Json.read(bytes(file));
        ChatRequest request = dialect.readRequest(body, Dialect.Address.NONE);
        compare(file + ".hub", HubText.of(request));
        var losses = new Losses();
        written(file, body, dialect.writeRequest(request, losses));
        assertThat(losses.refused()).as("what a dialect reads it can write").isEmpty();
        assertThat(losses.hints()).isEmpty();
    }

    public void reply(String file) {
        JsonNode body = Json.read(bytes(file));
        ChatReply reply = dialect.readReply(body);
        compare(file + ".hub", HubText.of(reply));
        written(file, body, dialect.writeReply(reply, view(reply.model())));
    }

    public void error(String file) {
        int status = Integer.parseInt(file.split("\\.", 3)[1]);
        byte[] bytes = bytes(file);
        JsonNode body = bytes.length == 0 ? MissingNode.getInstance() : Json.read(bytes);
        var error = dialect.readError(status, body);
        compare(file + ".hub", HubText.of(error));
        written(file, body, dialect.writeError(error, ""));
    }

    /** Reads a stream, cut in two at every byte; and writes it back. */
    public void stream(String file) throws IOException {
        byte[] bytes = bytes(file);
        List<Event> wire = wire(Body.of(bytes));
        for (int at = 0; at <= bytes.length; at++) {
            List<Event> cut = wire(ScriptedBody.cutAt(bytes, at));
            assertThat(same(wire, cut) && cut.size() == wire.size()).as("cut at %d", at).isTrue();
        }
        List<ChatEvent> events = read(wire);
        compareText(file + ".hub", lines(events));
        writtenStream(file, new String(bytes, UTF_8), write(events));
    }

    /**
     * Whatever is there of a stream says the same as far as it goes, and never that it is whole.
     */
    public void truncated(String file) throws IOException {
        byte[] bytes = bytes(file);
        List<Event> wire = wire(Body.of(bytes));
        String all = lines(read(wire));
        int read = -1;
        for (int length = 0; length < bytes.length; length++) {
            List<Event> start = wire(Body.of(Arrays.copyOf(bytes, length)));
            assertThat(same(wire, start)).as("the first %d bytes", length).isTrue();
            if (start.size() > read) {
                read = start.size();
                isNotWhole(read(start), all);
            }
        }
    }

    private static void isNotWhole(List<ChatEvent> events, String all) {
        boolean ended = !events.isEmpty() && events.getLast() instanceof ChatEvent.Ended;
        List<ChatEvent> before = ended ? events.subList(0, events.size() - 1) : events;
        assertThat(all).startsWith(lines(before));
        if (ended) {
            assertThat(before).hasAtLeastOneElementOfType(ChatEvent.Finished.class);
        }
    }

    /** Whether one stream begins as the other one. */
    private static boolean same(List<Event> all, List<Event> start) {
        boolean same = start.size() <= all.size();
        for (int i = 0; same && i < start.size(); i++) {
            same =
                    start.get(i).type().equals(all.get(i).type())
                            && Arrays.equals(start.get(i).data(), all.get(i).data());
        }
        return same;
    }

    private static List<Event> wire(Body body) throws IOException {
        var source = new SseSource(body);
        List<Event> events = new ArrayList<>();
        for (Event event = source.next(); event != null; event = source.next()) {
            events.add(event);
        }
        return events;
    }

    private List<ChatEvent> read(List<Event> wire) {
        Dialect.EventReader reader = dialect.eventReader();
        List<ChatEvent> events = new ArrayList<>();
        wire.forEach(event -> events.addAll(reader.read(event)));
        events.addAll(reader.end());
        return events;
    }

    private String write(List<ChatEvent> events) {
        String model = "";
        for (ChatEvent event : events) {
            if (event instanceof ChatEvent.Started started) {
                model = started.model();
            }
        }
        return write(events, view(model));
    }

    /** Events on the wire. */
    public String write(List<ChatEvent> events, Dialect.View view) {
        Dialect.EventWriter writer = dialect.eventWriter(view);
        var encoder = new SseEncoder();
        var text = new StringBuilder();
        for (ChatEvent event : events) {
            for (Event out : writer.write(event)) {
                text.append(new String(encoder.encode(out), UTF_8));
            }
        }
        return text.toString();
    }

    private static Dialect.View view(String model) {
        return new Dialect.View("none-given", 1_700_000_000L, model, true);
    }

    public static String lines(List<ChatEvent> events) {
        var text = new StringBuilder();
        events.forEach(event -> text.append(Json.text(HubText.of(event))).append('\n'));
        return text.toString();
    }

    private void written(String file, JsonNode came, JsonNode went) {
        String expected = file + ".written";
        if (write) {
            if (normal(came).equals(normal(went))) {
                delete(expected);
            } else {
                put(expected, pretty(went));
            }
        }
        boolean same = !Files.exists(folder.resolve(expected));
        assertThat(pretty(went)).isEqualTo(same ? pretty(came, went) : text(expected));
    }

    /** The order of members is no difference where both have the same. */
    private static String pretty(JsonNode came, JsonNode went) {
        return normal(came).equals(normal(went)) ? pretty(went) : pretty(came);
    }

    private void writtenStream(String file, String came, String went) {
        String expected = file + ".written";
        if (write && !came.equals(went)) {
            put(expected, went);
        } else if (write) {
            delete(expected);
        }
        boolean same = !Files.exists(folder.resolve(expected));
        assertThat(went).isEqualTo(same ? came : text(expected));
    }

    private void compare(String file, JsonNode node) {
        compareText(file, pretty(node));
    }

    private void compareText(String file, String actual) {
        if (write) {
            put(file, actual);
        }
        assertThat(actual).isEqualTo(text(file));
    }

    private static JsonNode normal(JsonNode node) {
        return node.isMissingNode() ? node : Json.read(Json.text(node));
    }

    private static String pretty(JsonNode node) {
        return PRETTY.writeValueAsString(normal(node)) + "\n";
    }

    private String text(String file) {
        return new String(bytes(file), UTF_8);
    }

    private byte[] bytes(String file) {
        try {
            return Files.readAllBytes(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void put(String file, String text) {
        try {
            Files.writeString(folder.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void delete(String file) {
        try {
            Files.deleteIfExists(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
