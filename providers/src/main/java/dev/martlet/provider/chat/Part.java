// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A piece of a message or of a reply. */
public sealed interface Part {
    /**
     * What the hub has no word for.
     *
     * @return fields of the part's own dialect
     */
    Extras extras();

    /**
     * Plain text.
     *
     * @param text may be empty
     * @param citations of a reply: what the text refers to, in the words of its own dialect; or
     *     null
     * @param extras the rest
     */
    record Text(String text, @Nullable JsonNode citations, Extras extras) implements Part {
        /**
         * Text and nothing else.
         *
         * @param text the text
         */
        public Text(String text) {
            this(text, null, Extras.NONE);
        }
    }

    /**
     * An image.
     *
     * @param media where it is
     * @param detail {@code low}, {@code high}, {@code auto} or null
     * @param extras the rest
     */
    record Image(Media media, @Nullable String detail, Extras extras) implements Part {}

    /**
     * A sound.
     *
     * @param media where it is
     * @param format {@code wav}, {@code mp3} …
     * @param extras the rest
     */
    record Audio(Media media, String format, Extras extras) implements Part {}

    /**
     * A document.
     *
     * @param media where it is
     * @param name of the file, or null
     * @param extras the rest
     */
    record File(Media media, @Nullable String name, Extras extras) implements Part {}

    /**
     * A moving picture.
     *
     * @param media where it is
     * @param extras the rest
     */
    record Video(Media media, Extras extras) implements Part {}

    /**
     * The model asks for a tool.
     *
     * @param id ties the result to the call; unique in the conversation. Where a dialect has none,
     *     its reader makes one of the position
     * @param name of the tool
     * @param arguments JSON text as the model wrote it, which may be no valid JSON; {@code {}} for
     *     none
     * @param signature what its provider wants back with the call (Gemini's thought signature), or
     *     null
     * @param extras the rest
     */
    record ToolCall(
            String id, String name, String arguments, @Nullable String signature, Extras extras)
            implements Part {}

    /**
     * What a tool answered.
     *
     * @param callId the id of the call
     * @param name of the tool if the dialect says it, or null
     * @param content text, images and files
     * @param error whether the tool failed
     * @param extras the rest
     */
    record ToolResult(
            String callId, @Nullable String name, List<Part> content, boolean error, Extras extras)
            implements Part {}

    /**
     * What the model thought. It has to come back unchanged in the next turn, to the provider that
     * signed it.
     *
     * @param text as far as it may be seen; empty if it is hidden
     * @param summary whether the text is a summary
     * @param signature the provider's proof, or null
     * @param encrypted the hidden thought itself (redacted_thinking, encrypted_content), or null
     * @param id of the item, where the dialect has one
     * @param dialect which dialect signature and encrypted text belong to
     * @param extras the rest
     */
    record Reasoning(
            String text,
            boolean summary,
            @Nullable String signature,
            @Nullable String encrypted,
            @Nullable String id,
            String dialect,
            Extras extras)
            implements Part {}

    /**
     * The model declines.
     *
     * @param text what it says
     * @param extras the rest
     */
    record Refusal(String text, Extras extras) implements Part {}

    /**
     * Something that only its own dialect understands (a provider's built-in tool and the like).
     *
     * @param dialect whose
     * @param path where it stood in the client's request
     * @param value as it came
     */
    record Opaque(String dialect, String path, JsonNode value) implements Part {
        @Override
        public Extras extras() {
            return Extras.NONE;
        }
    }
}
