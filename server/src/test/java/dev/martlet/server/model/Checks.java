// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.model;

import java.util.ArrayList;
import java.util.List;

/** The names of the checks in the scripts. */
final class Checks {
    private static final List<String> CHATS =
            List.of(
                    "text",
                    "stream",
                    "tools",
                    "tools-stream",
                    "structured",
                    "image",
                    "error-400",
                    "error-401",
                    "error-404",
                    "error-429",
                    "error-500",
                    "error-in-stream",
                    "cancel",
                    "models");

    private Checks() {}

    /** All of a library. */
    static List<String> of(Sdk sdk) {
        return switch (sdk) {
            case OPENAI_NODE ->
                    and(
                            "stream-without-usage",
                            "forced-tool",
                            "reasoning",
                            "image-url",
                            "embeddings",
                            "responses-text",
                            "responses-stream",
                            "responses-tools",
                            "responses-reasoning",
                            "responses-structured",
                            "responses-image",
                            "responses-error-in-stream",
                            "responses-error-429",
                            "responses-cancel");
            case ANTHROPIC_NODE ->
                    and(
                            "forced-tool",
                            "thinking",
                            "thinking-stream",
                            "thinking-unsigned",
                            "count-tokens");
            case GENAI_NODE -> and("forced-tool", "thinking", "count-tokens");
            case OPENAI_PYTHON ->
                    and("embeddings", "responses-text", "responses-stream", "responses-structured");
            case ANTHROPIC_PYTHON -> and("thinking", "count-tokens");
        };
    }

    /**
     * What cannot be had of a provider, whatever the gateway does. A provider's count of tokens is
     * had in its own dialect only; for a client of another one Martlet estimates, and marks it so.
     */
    static List<String> beyond(Sdk sdk, Upstream upstream) {
        return switch (upstream) {
            case OPENAI_CHAT ->
                    List.of(
                            "reasoning",
                            "responses-reasoning",
                            "thinking",
                            "thinking-stream",
                            "count-tokens");
            case OPENAI_RESPONSES -> List.of("count-tokens");
            case ANTHROPIC ->
                    sdk == Sdk.GENAI_NODE
                            ? List.of("embeddings", "count-tokens")
                            : List.of("embeddings");
            case GEMINI ->
                    sdk == Sdk.GENAI_NODE
                            ? List.of("embeddings")
                            : List.of("embeddings", "count-tokens");
        };
    }

    private static List<String> and(String... more) {
        List<String> all = new ArrayList<>(CHATS);
        all.addAll(List.of(more));
        return all;
    }
}
