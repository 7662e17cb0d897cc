// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a conversation.
 *
 * @param role who speaks
 * @param parts what is said, in order; may be empty
 * @param name of the speaker, or null
 * @param extras what the hub has no word for
 */
public record Message(Role role, List<Part> parts, @Nullable String name, Extras extras) {
    public Message {
        parts = List.copyOf(parts);
    }

    /**
     * A turn without name and extras.
     *
     * @param role who speaks
     * @param parts what is said
     */
    public Message(Role role, List<Part> parts) {
        this(role, parts, null, Extras.NONE);
    }

    /**
     * The text parts in one string.
     *
     * @return empty if there are none
     */
    public String text() {
        var text = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Part.Text(String piece, _, _)) {
                text.append(piece);
            }
        }
        return text.toString();
    }
}
