// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer.
 *
 * @param id the provider's, or empty
 * @param created seconds since 1970; 0 where the dialect has none
 * @param model which answered, in the provider's words; empty where the dialect does not say
 * @param choices at least one
 * @param usage null where the provider told none
 * @param extras what the hub has no word for
 */
public record ChatReply(
        String id,
        long created,
        String model,
        List<Choice> choices,
        @Nullable Usage usage,
        Extras extras) {
    public ChatReply {
        choices = List.copyOf(choices);
    }
}
