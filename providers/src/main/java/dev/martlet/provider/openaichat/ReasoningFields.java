// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.openai.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Thoughts, for which this dialect has no official words: {@code reasoning_content} (DeepSeek,
 * vLLM) or {@code reasoning} for the text, {@code reasoning_details} (OpenRouter) for what proves
 * and hides it. The details' {@code format} says whose proof it is, so that a signature of another
 * dialect finds its way back with the client's next turn.
 */
final class ReasoningFields {
    private static final Map<String, String> FORMATS =
            Map.of(
                    "anthropic-messages", "anthropic-claude-v1",
                    "openai-responses", "openai-responses-v1",
                    "gemini", "google-gemini-v1");

    private static final Map<String, String> DIALECTS =
            Map.of(
                    "anthropic-claude-v1", "anthropic-messages",
                    "openai-responses-v1", "openai-responses",
                    "azure-openai-responses-v1", "openai-responses",
                    "google-gemini-v1", "gemini",
                    "unknown", OpenAiChat.NAME,
                    "xai-responses-v1", OpenAiChat.NAME);

    private ReasoningFields() {}

    /** Thoughts of a message; of a request's, with the dialect that they came from. */
    static List<Part> read(Fields message, boolean request) {
        String text = text(message);
        List<Fields> details = message.objects("reasoning_details");
        if (details.isEmpty() && (text == null || text.isEmpty())) {
            return List.of();
        }
        List<Part.Reasoning> parts = new ArrayList<>();
        int lastIndex = -1;
        for (Fields detail : details) {
            Part.Reasoning part = detail(detail, request);
            int index = index(detail);
            if (!parts.isEmpty() && belongs(parts.getLast(), part, index, lastIndex)) {
                parts.set(parts.size() - 1, merged(parts.getLast(), part));
            } else {
                parts.add(part);
            }
            lastIndex = index;
        }
        boolean told = parts.stream().anyMatch(part -> !part.text().isEmpty());
        if (text != null && !text.isEmpty() && !told) {
            withText(parts, text);
        }
        return List.copyOf(parts);
    }

    /** The name of the text is taken only if it is one: an object is something else. */
    static @Nullable String text(Fields message) {
        String text = message.text("reasoning_content");
        JsonNode other = message.peek("reasoning");
        if (other == null || !other.isString()) {
            return text;
        }
        message.any("reasoning");
        return text == null || text.isEmpty() ? other.stringValue() : text;
    }

    private static int index(Fields detail) {
        JsonNode index = detail.any("index");
        return index != null && index.isIntegralNumber() ? index.asInt() : -1;
    }

    static Part.Reasoning detail(Fields detail, boolean request) {
        String type = detail.text("type", "");
        detail.any("index");
        JsonNode format = request ? detail.any("format") : detail.peek("format");
        String dialect = OpenAiChat.NAME;
        if (request && format != null && format.isString()) {
            dialect = DIALECTS.getOrDefault(format.stringValue(), format.stringValue());
        }
        boolean summary = type.endsWith("summary");
        String text = detail.text(summary ? "summary" : "text", "");
        String signature = detail.text("signature");
        String data = detail.text("data");
        String id = detail.text("id");
        return new Part.Reasoning(
                text, summary, signature, data, id, dialect, detail.rest(OpenAiChat.NAME));
    }

    /** A thought that is both told and hidden takes two details. */
    private static boolean belongs(
            Part.Reasoning last, Part.Reasoning next, int index, int before) {
        boolean same =
                next.id() != null ? next.id().equals(last.id()) : index >= 0 && index == before;
        boolean apart = (last.encrypted() == null) != (next.encrypted() == null);
        return same && apart && last.dialect().equals(next.dialect());
    }

    private static Part.Reasoning merged(Part.Reasoning a, Part.Reasoning b) {
        return new Part.Reasoning(
                a.text() + b.text(),
                a.summary() || b.summary(),
                a.signature() == null ? b.signature() : a.signature(),
                a.encrypted() == null ? b.encrypted() : a.encrypted(),
                a.id(),
                a.dialect(),
                a.extras());
    }

    private static void withText(List<Part.Reasoning> parts, String text) {
        if (parts.size() == 1 && parts.getFirst().encrypted() == null) {
            Part.Reasoning part = parts.getFirst();
            parts.set(
                    0,
                    new Part.Reasoning(
                            text,
                            part.summary(),
                            part.signature(),
                            null,
                            part.id(),
                            part.dialect(),
                            part.extras()));
            return;
        }
        parts.addFirst(
                new Part.Reasoning(text, false, null, null, null, OpenAiChat.NAME, Extras.NONE));
    }

    static void write(ObjectNode message, List<Part.Reasoning> parts) {
        var text = new StringBuilder();
        ArrayNode details = Json.array();
        int index = 0;
        for (Part.Reasoning part : parts) {
            text.append(part.text());
            if (proven(part)) {
                details(part, index).forEach(details::add);
                index++;
            }
        }
        if (!text.isEmpty()) {
            message.put("reasoning_content", text.toString());
        }
        if (!details.isEmpty()) {
            message.set("reasoning_details", details);
        }
    }

    /** Whether there is more to keep than the text. */
    static boolean proven(Part.Reasoning part) {
        return part.signature() != null
                || part.encrypted() != null
                || part.id() != null
                || part.extras().fields().containsKey("format")
                || !part.dialect().equals(OpenAiChat.NAME);
    }

    /** One part, whole. */
    static List<ObjectNode> details(Part.Reasoning part, int index) {
        List<ObjectNode> details = new ArrayList<>();
        if (!part.text().isEmpty() || part.signature() != null || part.encrypted() == null) {
            ObjectNode told = detail(part, index);
            told.put(part.summary() ? "summary" : "text", part.text());
            if (part.signature() != null) {
                told.put("signature", part.signature());
            }
            details.add(told);
        }
        if (part.encrypted() != null) {
            ObjectNode hidden = detail(part, index);
            hidden.put("type", "reasoning.encrypted").put("data", part.encrypted());
            details.add(hidden);
        }
        return details;
    }

    /** What each detail of a part has. */
    static ObjectNode detail(Part.Reasoning part, int index) {
        ObjectNode detail = Json.object();
        detail.put("type", part.summary() ? "reasoning.summary" : "reasoning.text");
        if (part.id() != null) {
            detail.put("id", part.id());
        }
        JsonNode own = part.extras().fields().get("format");
        String format = FORMATS.getOrDefault(part.dialect(), part.dialect());
        boolean unknown = part.dialect().equals(OpenAiChat.NAME);
        detail.set("format", own != null ? own : StringNode.valueOf(unknown ? "unknown" : format));
        detail.put("index", index);
        return detail;
    }
}
