// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.chat;

/** What some dialects can say and others cannot. */
public enum Feature {
    TEMPERATURE("temperature"),
    TOP_P("top_p"),
    TOP_K("top_k"),
    MAX_OUTPUT_TOKENS("max_tokens"),
    STOP("stop sequences"),
    SEED("seed"),
    PRESENCE_PENALTY("presence_penalty"),
    FREQUENCY_PENALTY("frequency_penalty"),
    CHOICES("n"),
    LOGPROBS("logprobs"),
    TOOLS("tools"),
    TOOL_CHOICE("tool_choice"),
    PARALLEL_TOOLS("parallel_tool_calls"),
    STRICT_TOOLS("strict tools"),
    JSON_OBJECT("json_object response format"),
    JSON_SCHEMA("json_schema response format"),
    REASONING("reasoning"),
    IMAGE_INLINE("inline image"),
    IMAGE_URL("image by URL"),
    IMAGE_FILE("image by file id"),
    IMAGE_DETAIL("image detail"),
    AUDIO("audio"),
    FILE_INLINE("inline file"),
    FILE_URL("file by URL"),
    FILE_ID("file by id"),
    VIDEO("video"),
    TOOL_RESULT_IMAGE("image in a tool result"),
    TOOL_RESULT_FILE("file in a tool result"),
    NAME("name of the speaker"),
    REFUSAL("refusal of an earlier turn"),
    SYSTEM_IN_THE_MIDDLE("system message after the beginning"),
    OPAQUE("content that only its own API understands");

    private final String label;

    Feature(String label) {
        this.label = label;
    }

    /**
     * What a client is told.
     *
     * @return words, for an error message
     */
    public String label() {
        return label;
    }
}
