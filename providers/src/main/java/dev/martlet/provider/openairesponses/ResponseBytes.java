// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openairesponses;

import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import dev.martlet.provider.json.JsonMembers;
import dev.martlet.provider.openai.OpenAiErrors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A whole response, or one event of a stream, that goes to a client of the same dialect: looked at
 * for accounting, in its bytes.
 */
public final class ResponseBytes {
    private final JsonMembers members;
    private final @Nullable JsonMembers response;

    /**
     * Looks at a response or an event.
     *
     * @param json not copied
     * @throws JsonException if it is no JSON object, or a member comes twice
     */
    public ResponseBytes(byte[] json) {
        this.members = JsonMembers.of(json);
        this.response = members.has("type") ? members.object("response") : members;
    }

    /**
     * What kind of event it is.
     *
     * @return null for a whole response
     */
    public @Nullable String type() {
        return members.text("type");
    }

    /**
     * The provider's id, which later requests may name.
     *
     * @return null if this event has none
     */
    public @Nullable String id() {
        return response == null ? null : response.text("id");
    }

    /**
     * The model that answers.
     *
     * @return null if this event has none
     */
    public @Nullable String model() {
        return response == null ? null : response.text("model");
    }

    /**
     * How far it is.
     *
     * @return {@code completed}, {@code incomplete}, {@code failed}, {@code in_progress} …; null if
     *     this event does not say
     */
    public @Nullable String status() {
        return response == null ? null : response.text("status");
    }

    /**
     * The tokens, which are told at the end.
     *
     * @return null if they are not told here
     * @throws JsonException if they are not valid JSON
     */
    public @Nullable Usage usage() {
        return response == null ? null : UsageFields.read(response.value("usage"));
    }

    /**
     * An error within a good status.
     *
     * @return null if there is none
     * @throws JsonException if it is not valid JSON
     */
    public @Nullable ProviderError error() {
        JsonMembers holder = response == null ? members : response;
        if (holder.isSet("error")) {
            JsonNode whole = Json.object().set("error", holder.value("error"));
            return OpenAiErrors.read(0, whole);
        }
        return "error".equals(type()) ? flat() : null;
    }

    private ProviderError flat() {
        var error = Json.object();
        for (String name : new String[] {"code", "message", "param"}) {
            error.set(name, members.value(name));
        }
        return OpenAiErrors.read(0, Json.object().set("error", error));
    }
}
