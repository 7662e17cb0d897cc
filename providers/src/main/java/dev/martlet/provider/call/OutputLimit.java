// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Demand;
import dev.martlet.provider.json.JsonException;
import dev.martlet.provider.json.JsonMembers;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How many tokens a client allows answers to have, found without reading all of the request. */
public final class OutputLimit {
    /** More choices than anybody offers, or fewer than one, are the provider's to refuse. */
    private static final long MOST_CHOICES = 128;

    private OutputLimit() {}

    /**
     * Of a chat.
     *
     * @param dialect the client's
     * @param members of the body
     * @return tokens of all choices together, or {@link Demand#UNKNOWN}
     */
    static long ofChat(String dialect, JsonMembers members) {
        try {
            return switch (dialect) {
                case "openai-chat" ->
                        times(first(members, "max_completion_tokens", "max_tokens"), members, "n");
                case "openai-responses" -> first(members, "max_output_tokens");
                case "gemini" ->
                        within(members, "generationConfig", "maxOutputTokens", "candidateCount");
                case "bedrock-converse" ->
                        within(members, "inferenceConfig", "maxTokens", "choices");
                default -> first(members, "max_tokens");
            };
        } catch (JsonException e) {
            // Whoever reads the whole request says what is wrong with it.
            return Demand.UNKNOWN;
        }
    }

    /**
     * Of a completion in the old style.
     *
     * @param members of the body
     * @return tokens of all choices together, or {@link Demand#UNKNOWN}
     */
    public static long ofCompletion(JsonMembers members) {
        return ofChat("openai-chat", members);
    }

    private static long within(JsonMembers members, String object, String name, String choices) {
        @Nullable JsonMembers inner = members.object(object);
        return inner == null ? Demand.UNKNOWN : times(first(inner, name), inner, choices);
    }

    private static long times(long each, JsonMembers members, String choices) {
        return each == Demand.UNKNOWN
                ? each
                : each * Math.clamp(first(members, choices), 1, MOST_CHOICES);
    }

    private static long first(JsonMembers members, String... names) {
        for (String name : names) {
            @Nullable JsonNode value = members.isSet(name) ? members.value(name) : null;
            if (value != null && value.isIntegralNumber() && value.canConvertToLong()) {
                return Math.clamp(value.longValue(), 0, Integer.MAX_VALUE);
            }
        }
        return Demand.UNKNOWN;
    }
}
