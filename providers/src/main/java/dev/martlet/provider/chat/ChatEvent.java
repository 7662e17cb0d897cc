// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.chat;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One step of an answer that streams. A stream is: {@code Started}, then for each part {@code
 * PartStarted}, {@code Delta}s and {@code PartEnded} (parts of one choice may be open at the same
 * time, as parallel tool calls are in some dialects), then {@code Finished} for each choice, {@code
 * UsageTold} at any place and more than once (the last one counts), and {@code Ended}; or {@code
 * Failed} at any place, which is the last.
 */
public sealed interface ChatEvent {
    /**
     * The provider begins to answer.
     *
     * @param id the provider's, or empty
     * @param created seconds since 1970; 0 where the dialect has none
     * @param model which answers; empty where the dialect does not say
     * @param extras what the hub has no word for
     */
    record Started(String id, long created, String model, Extras extras) implements ChatEvent {}

    /**
     * A part begins.
     *
     * @param choice which answer, 0 for the first
     * @param part its number within the choice: 0, 1, 2 … in order of beginning
     * @param seed what is known at once: an empty text, the id and name of a tool call (arguments
     *     empty) …
     */
    record PartStarted(int choice, int part, Part seed) implements ChatEvent {}

    /** What a {@link Delta} adds to. */
    enum Kind {
        /** {@link Part.Text#text} or {@link Part.Refusal#text}, whichever the part is. */
        TEXT,
        /** {@link Part.ToolCall#arguments}. */
        ARGUMENTS,
        /** {@link Part.Reasoning#text}. */
        REASONING,
        /** The signature of a {@link Part.Reasoning} or {@link Part.ToolCall}. */
        SIGNATURE
    }

    /**
     * More of a part.
     *
     * @param choice which answer
     * @param part which part
     * @param kind what grows
     * @param text by what
     */
    record Delta(int choice, int part, Kind kind, String text) implements ChatEvent {}

    /**
     * What the text of a part refers to.
     *
     * @param choice which answer
     * @param part which part
     * @param dialect whose words
     * @param citation as it came
     */
    record Cited(int choice, int part, String dialect, JsonNode citation) implements ChatEvent {}

    /**
     * Probabilities of tokens.
     *
     * @param choice which answer
     * @param logprobs in the words of openai-chat
     */
    record Logprobs(int choice, JsonNode logprobs) implements ChatEvent {}

    /**
     * A part is complete.
     *
     * @param choice which answer
     * @param part which part
     */
    record PartEnded(int choice, int part) implements ChatEvent {}

    /**
     * An answer is complete.
     *
     * @param choice which answer
     * @param finish how it ended
     */
    record Finished(int choice, Finish finish) implements ChatEvent {}

    /**
     * Tokens so far, or at the end; replaces what was told before.
     *
     * @param usage the tokens
     */
    record UsageTold(Usage usage) implements ChatEvent {}

    /** The provider is alive but has nothing to say. */
    record Heartbeat() implements ChatEvent {}

    /**
     * The provider gave up within a stream that began well.
     *
     * @param error what it says
     */
    record Failed(ProviderError error) implements ChatEvent {}

    /** The stream is complete, as its dialect marks it ({@code [DONE]}, {@code message_stop} …). */
    record Ended() implements ChatEvent {}

    /**
     * Something that only its own dialect understands.
     *
     * @param dialect whose
     * @param type the event's type, or empty
     * @param data as it came
     * @param choice which answer it belongs to, or null
     */
    record Unknown(String dialect, String type, JsonNode data, @Nullable Integer choice)
            implements ChatEvent {}
}
