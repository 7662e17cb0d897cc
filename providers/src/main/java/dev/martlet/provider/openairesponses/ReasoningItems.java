// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openairesponses;

import dev.martlet.provider.chat.CarriedThought;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import dev.martlet.provider.openai.Fields;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reasoning items. A client hands {@code encrypted_content} back without looking at it, so what
 * another dialect wants back (its signature, its hidden text) travels there, marked as ours.
 *
 * <p>The encrypted content of this dialect is the signature of a thought that can be seen, and the
 * thought itself where nothing can.
 */
final class ReasoningItems {
    private static final String OURS = CarriedThought.ITEM_MARK;

    private ReasoningItems() {}

    /**
     * Of a request it may be ours; what a provider encrypted is its own, whatever it looks like.
     */
    static Part.Reasoning read(Fields item, boolean request) {
        item.any("type");
        item.any("status");
        String id = item.text("id");
        String summary = joined(item, "summary");
        String content = joined(item, "content");
        String encrypted = item.text("encrypted_content");
        String text = summary.isEmpty() ? content : summary;
        boolean summarised = content.isEmpty() || !summary.isEmpty();
        Extras extras = item.rest(OpenAiResponses.NAME);
        JsonNode ours = encrypted == null || !request ? null : opened(encrypted);
        if (ours != null) {
            return new Part.Reasoning(
                    text,
                    ours.path("summary").asBoolean(false),
                    ours.path("signature").asString(null),
                    ours.path("encrypted").asString(null),
                    ours.path("id").asString(null),
                    ours.path("dialect").asString(""),
                    extras);
        }
        boolean seen = !text.isEmpty();
        return new Part.Reasoning(
                text,
                summarised,
                seen ? encrypted : null,
                seen ? null : encrypted,
                id,
                OpenAiResponses.NAME,
                extras);
    }

    /** Its paragraphs, of which each is a part. */
    private static String joined(Fields item, String name) {
        var text = new StringBuilder();
        for (Fields part : item.objects(name)) {
            text.append(text.isEmpty() ? "" : "\n\n").append(part.text("text", ""));
        }
        return text.toString();
    }

    private static @Nullable JsonNode opened(String encrypted) {
        if (!encrypted.startsWith(OURS)) {
            return null;
        }
        try {
            byte[] json = Base64.getUrlDecoder().decode(encrypted.substring(OURS.length()));
            JsonNode node = Json.read(json);
            return node.isObject() ? node : null;
        } catch (IllegalArgumentException | JsonException e) {
            return null;
        }
    }

    /** For a client: whatever dialect it is of. */
    static ObjectNode write(Part.Reasoning part, String id) {
        ObjectNode item = Json.object().put("type", "reasoning").put("id", id);
        var summary = item.putArray("summary");
        if (!part.text().isEmpty()) {
            summary.addObject().put("type", "summary_text").put("text", part.text());
        }
        String encrypted = encrypted(part);
        if (encrypted != null) {
            item.put("encrypted_content", encrypted);
        }
        return item;
    }

    static @Nullable String encrypted(Part.Reasoning part) {
        String proof = part.encrypted() == null ? part.signature() : part.encrypted();
        if (proof == null || part.dialect().equals(OpenAiResponses.NAME)) {
            return proof;
        }
        ObjectNode node = Json.object().put("dialect", part.dialect());
        put(node, "signature", part.signature());
        put(node, "encrypted", part.encrypted());
        put(node, "id", part.id());
        if (part.summary()) {
            node.put("summary", true);
        }
        byte[] json = Json.text(node).getBytes(StandardCharsets.UTF_8);
        return OURS + Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }

    private static void put(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }
}
