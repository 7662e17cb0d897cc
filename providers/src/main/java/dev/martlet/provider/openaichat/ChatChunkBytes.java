// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import dev.martlet.provider.json.JsonMembers;
import dev.martlet.provider.openai.OpenAiErrors;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One chunk of a stream, or a whole reply, that goes to a client of the same dialect: looked at for
 * accounting, and edited in its bytes.
 */
public final class ChatChunkBytes {
    private static final String USAGE = "usage";

    private final JsonMembers members;

    /**
     * Looks at a chunk.
     *
     * @param json the data of an event, not copied
     * @throws JsonException if it is no JSON object, or a member comes twice
     */
    public ChatChunkBytes(byte[] json) {
        this.members = JsonMembers.of(json);
    }

    /**
     * The model that answers.
     *
     * @return null if it is not said
     */
    public @Nullable String model() {
        return members.text("model");
    }

    /**
     * The tokens.
     *
     * @return null if they are not told here
     * @throws JsonException if they are not valid JSON
     */
    public @Nullable Usage usage() {
        return members.isSet(USAGE) ? UsageFields.read(members.value(USAGE)) : null;
    }

    /**
     * An error within a good status.
     *
     * @return null if there is none
     */
    public @Nullable ProviderError error() {
        if (!members.isSet("error")) {
            return null;
        }
        JsonNode whole = Json.object().set("error", members.value("error"));
        return OpenAiErrors.read(0, whole);
    }

    /**
     * The answers in this chunk.
     *
     * @return their members; empty in the chunk that tells the usage
     */
    public List<JsonMembers> choices() {
        return members.objects("choices");
    }

    /**
     * Whether an answer ends here.
     *
     * @param choice of {@link #choices}
     * @return the provider's word, or null
     */
    public static @Nullable String finishReason(JsonMembers choice) {
        return choice.text("finish_reason");
    }

    /**
     * The chunk for a client that did not ask for the usage of its stream.
     *
     * @return the chunk without {@code usage}, the same array if it has none; null if there is
     *     nothing else in it, which is to be left out
     */
    public byte @Nullable [] withoutUsage() {
        if (members.isSet(USAGE) && members.has("choices") && choices().isEmpty()) {
            return null;
        }
        return members.has(USAGE) ? members.edit().remove(USAGE).bytes() : members.edit().bytes();
    }
}
