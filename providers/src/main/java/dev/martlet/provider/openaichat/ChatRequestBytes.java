// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

import dev.martlet.provider.json.JsonEdit;
import dev.martlet.provider.json.JsonException;
import dev.martlet.provider.json.JsonMembers;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.StringNode;

/**
 * The body of a request that goes to a provider of the same dialect: looked at and edited in its
 * bytes, so that all else arrives as the client wrote it.
 */
public final class ChatRequestBytes {
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] USAGE =
            "{\"include_usage\":true}".getBytes(StandardCharsets.US_ASCII);

    private final JsonMembers members;

    /**
     * Looks at a body.
     *
     * @param json not copied
     * @throws JsonException if it is no JSON object, or a member comes twice
     */
    public ChatRequestBytes(byte[] json) {
        this.members = JsonMembers.of(json);
    }

    /**
     * The model that the client names.
     *
     * @return null if there is none
     */
    public @Nullable String model() {
        return members.text("model");
    }

    /**
     * Whether the client wants events.
     *
     * @return true for a stream
     */
    public boolean stream() {
        return Boolean.TRUE.equals(members.flag("stream"));
    }

    /**
     * Whether the client of a stream asked for its usage.
     *
     * @return true if it did
     */
    public boolean streamUsage() {
        JsonMembers options = members.object("stream_options");
        return options != null && Boolean.TRUE.equals(options.flag("include_usage"));
    }

    /**
     * All members, for whoever needs more.
     *
     * @return the members
     */
    public JsonMembers members() {
        return members;
    }

    /**
     * The body for the provider: its name of the model, and streams tell their usage.
     *
     * @param model the provider's name
     * @return the body; the same array if nothing had to change
     */
    public byte[] forProvider(String model) {
        JsonEdit edit = members.edit();
        if (!model.equals(model())) {
            edit.set("model", StringNode.valueOf(model));
        }
        if (stream() && !streamUsage()) {
            JsonMembers options = members.object("stream_options");
            edit.set(
                    "stream_options",
                    options == null ? USAGE : options.edit().set("include_usage", TRUE).bytes());
        }
        return edit.bytes();
    }
}
