// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One answer; a reply has several if several were asked for.
 *
 * @param index 0 for the first
 * @param parts what the model said, in order
 * @param finish how it ended
 * @param logprobs probabilities of the tokens in the words of openai-chat, or null
 * @param extras what the hub has no word for
 */
public record Choice(
        int index, List<Part> parts, Finish finish, @Nullable JsonNode logprobs, Extras extras) {
    public Choice {
        parts = List.copyOf(parts);
    }
}
