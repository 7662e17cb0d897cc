// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.chat;

import dev.martlet.provider.json.ByteSearch;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A provider's proof of a thought on its way through a client that speaks another dialect: it is
 * put where that dialect keeps its own signatures, comes back with the next turn, and is restored
 * for the provider that gave it. The text is valid base64 (RFC 4648, section 4), as some clients
 * insist on, and is told from a provider's own signature by its first bytes.
 *
 * @param dialect whose proof it is
 * @param call the id of the tool call that it belongs to; null if it belongs to a thought
 * @param signature the proof, or null
 * @param encrypted the hidden thought itself, or null
 * @param id of the item, or null
 * @param summary whether the thought's text is a summary
 */
public record CarriedThought(
        String dialect,
        @Nullable String call,
        @Nullable String signature,
        @Nullable String encrypted,
        @Nullable String id,
        boolean summary) {
    private static final String MAGIC = "mlt1";

    /** Base64 of {@link #MAGIC} and the <code>{"</code> that follows it. */
    private static final String PREFIX = "bWx0MXsi";

    /** What a thought begins with that is carried as an item of openai-responses. */
    public static final String ITEM_MARK = "martlet1.";

    private static final ByteSearch SIGNATURES = ByteSearch.of(PREFIX);
    private static final ByteSearch ITEMS = ByteSearch.of(ITEM_MARK);

    /**
     * Whether a request may carry thoughts of a dialect that is not its own. Such a request cannot
     * be passed on as it is: a provider refuses a proof that it did not give.
     *
     * @param body of the request
     * @return false if it surely carries none
     */
    public static boolean mayBeIn(byte[] body) {
        return SIGNATURES.in(body) || ITEMS.in(body);
    }

    /**
     * What has to come back of a thought.
     *
     * @param thought of any dialect
     * @return all but its text
     */
    public static CarriedThought of(Part.Reasoning thought) {
        return new CarriedThought(
                thought.dialect(),
                null,
                thought.signature(),
                thought.encrypted(),
                thought.id(),
                thought.summary());
    }

    /**
     * What has to come back with a tool call.
     *
     * @param dialect whose signature it is
     * @param call the call's id
     * @param signature the proof
     * @return to be shown as a thought without text beside the call
     */
    public static CarriedThought ofCall(String dialect, String call, String signature) {
        return new CarriedThought(dialect, call, signature, null, null, false);
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @param signature as a client sent it, in either alphabet of base64; or null
     * @return null if it is a provider's own signature, or none
     */
    public static @Nullable CarriedThought read(@Nullable String signature) {
        if (signature == null || !signature.startsWith(PREFIX)) {
            return null;
        }
        try {
            byte[] bytes =
                    Base64.getDecoder().decode(signature.replace('-', '+').replace('_', '/'));
            var json =
                    new String(
                            bytes,
                            MAGIC.length(),
                            bytes.length - MAGIC.length(),
                            StandardCharsets.UTF_8);
            JsonNode node = Json.read(json);
            return new CarriedThought(
                    node.path("d").asString(""),
                    member(node, "c"),
                    member(node, "s"),
                    member(node, "e"),
                    member(node, "i"),
                    node.path("y").asBoolean(false));
        } catch (IllegalArgumentException | JsonException e) {
            return null;
        }
    }

    private static @Nullable String member(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value == null || !value.isString() ? null : value.stringValue();
    }

    /**
     * Writes it for a client.
     *
     * @return base64
     */
    public String text() {
        ObjectNode node = Json.object().put("d", dialect);
        put(node, "c", call);
        put(node, "s", signature);
        put(node, "e", encrypted);
        put(node, "i", id);
        if (summary) {
            node.put("y", true);
        }
        byte[] bytes = (MAGIC + Json.text(node)).getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static void put(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    /**
     * The thought again.
     *
     * @param text as the client showed it
     * @return the thought as its provider gave it
     */
    public Part.Reasoning thought(String text) {
        return new Part.Reasoning(text, summary, signature, encrypted, id, dialect, Extras.NONE);
    }
}
