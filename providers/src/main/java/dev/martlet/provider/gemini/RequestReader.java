// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.gemini;

import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Message;
import dev.martlet.provider.chat.OutputFormat;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Role;
import dev.martlet.provider.chat.Sampling;
import dev.martlet.provider.chat.Thinking;
import dev.martlet.provider.chat.Tool;
import dev.martlet.provider.chat.ToolChoice;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Dialect.Address;
import dev.martlet.provider.dialect.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what a client asks. */
final class RequestReader {
    private static final String NAME = GeminiDialect.NAME;

    private final Fields request;
    private final Address address;
    private final Map<String, JsonNode> rest = new LinkedHashMap<>();
    private final List<Part.ToolCall> open = new ArrayList<>();

    RequestReader(JsonNode body, Address address) {
        this.request = Fields.ofProto(body, "");
        this.address = address;
    }

    ChatRequest read() {
        // stands in the path
        request.any("model");
        List<Message> messages = messages();
        Fields toolConfig = request.object("toolConfig");
        Fields calling = toolConfig == null ? null : toolConfig.object("functionCallingConfig");
        ToolChoice choice = Tools.readChoice(calling);
        boolean strict = calling != null && calling.text("mode", "").equals("VALIDATED");
        List<Tool> tools = Tools.read(request, strict);
        if (calling != null && Tools.saysMore(calling)) {
            rest.put("toolConfig.functionCallingConfig", calling.node());
        }
        keep("toolConfig", toolConfig);
        Fields config = request.object("generationConfig");
        Sampling sampling = config == null ? Sampling.DEFAULT : Generation.sampling(config);
        OutputFormat format = config == null ? new OutputFormat.Text() : Generation.format(config);
        Thinking thinking = config == null ? null : Generation.thinking(config);
        keep("generationConfig", config);
        return new ChatRequest(
                address.model(),
                address.stream(),
                true,
                messages,
                tools,
                choice,
                null,
                sampling,
                format,
                thinking,
                null,
                extras());
    }

    private Extras extras() {
        rest.putAll(request.extras(NAME).fields());
        return rest.isEmpty() ? Extras.NONE : new Extras(NAME, "", rest);
    }

    /** What is left of an object below the top is kept by its path. */
    private void keep(String name, @Nullable Fields object) {
        if (object != null) {
            object.extras(NAME)
                    .fields()
                    .forEach((member, value) -> rest.put(name + '.' + member, value));
        }
    }

    private List<Message> messages() {
        var messages = new ArrayList<Message>();
        Fields system = request.object("systemInstruction");
        if (system != null) {
            system.any("role");
            messages.add(new Message(Role.SYSTEM, parts(system, 0)));
        }
        if (!request.has("contents")) {
            throw new BadChatException("contents", "missing");
        }
        List<Fields> contents = request.objects("contents");
        for (int i = 0; i < contents.size(); i++) {
            read(contents.get(i), i, messages);
        }
        return messages;
    }

    private void read(Fields content, int index, List<Message> into) {
        Role role = role(content);
        List<Part> parts = parts(content, index);
        Extras extras = content.extras(NAME);
        if (role == Role.ASSISTANT) {
            into.add(new Message(role, parts, null, extras));
            return;
        }
        int from = 0;
        for (int i = 1; i < parts.size(); i++) {
            if (isResult(parts.get(i)) != isResult(parts.get(i - 1))) {
                into.add(asked(parts.subList(from, i), extras));
                from = i;
            }
        }
        into.add(asked(parts.subList(from, parts.size()), extras));
    }

    private static boolean isResult(Part part) {
        return part instanceof Part.ToolResult;
    }

    private static Message asked(List<Part> parts, Extras extras) {
        boolean results = !parts.isEmpty() && isResult(parts.getFirst());
        return new Message(results ? Role.TOOL : Role.USER, parts, null, extras);
    }

    private static Role role(Fields content) {
        return switch (content.text("role", "user")) {
            case "model" -> Role.ASSISTANT;
            case "user", "function" -> Role.USER;
            default ->
                    throw new BadChatException(
                            content.at("role"), "unknown (expected: user or model)");
        };
    }

    private List<Part> parts(Fields content, int index) {
        var parts = new ArrayList<Part>();
        List<Fields> all = content.objects("parts");
        for (int i = 0; i < all.size(); i++) {
            List<Part> read = PartReader.read(all.get(i), new Ids(index, i));
            for (Part part : read) {
                if (part instanceof Part.ToolCall call) {
                    open.add(call);
                }
                parts.add(part instanceof Part.Reasoning thought ? whole(thought, parts) : part);
            }
        }
        return parts;
    }

    /**
     * A client that collected a stream sends a thought back in as many parts as it came in, and the
     * last of them carries what its provider wants back with all of it.
     */
    private static Part.Reasoning whole(Part.Reasoning thought, List<Part> before) {
        if (thought.dialect().equals(NAME)) {
            return thought;
        }
        var text = new StringBuilder(thought.text());
        while (!before.isEmpty()
                && before.getLast() instanceof Part.Reasoning piece
                && piece.dialect().equals(NAME)
                && piece.signature() == null) {
            text.insert(0, piece.text());
            before.removeLast();
        }
        return new Part.Reasoning(
                text.toString(),
                thought.summary(),
                thought.signature(),
                thought.encrypted(),
                thought.id(),
                thought.dialect(),
                thought.extras());
    }

    /** A result without an id answers the first open call of its name. */
    private final class Ids implements PartReader.Ids {
        private final int content;
        private final int part;

        Ids(int content, int part) {
            this.content = content;
            this.part = part;
        }

        @Override
        public String call(String name) {
            return CallIds.inRequest(content, part);
        }

        @Override
        public String result(String name, @Nullable String id) {
            boolean known = id != null && !id.isEmpty();
            for (Part.ToolCall call : open) {
                if (known ? call.id().equals(id) : call.name().equals(name)) {
                    open.remove(call);
                    return call.id();
                }
            }
            return known ? String.valueOf(id) : CallIds.inRequest(content, part);
        }
    }
}
