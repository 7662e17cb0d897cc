// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.catalogue;

import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Message;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Tool;
import dev.martlet.provider.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Counts without a tokenizer: right within a third for English, code and JSON. */
final class RoughTokenCounter implements TokenCounter {
    private static final int CHARACTERS_PER_TOKEN = 4;
    private static final int MESSAGE = 4;

    /** What providers charge for an image of common size. */
    private static final int MEDIA = 800;

    @Override
    public long count(String model, String text) {
        return tokens(text.length());
    }

    private static long tokens(long characters) {
        return (characters + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
    }

    @Override
    public long count(String model, ChatRequest request) {
        long sum = 0;
        for (Message message : request.messages()) {
            sum += MESSAGE;
            for (Part part : message.parts()) {
                sum += part(part);
            }
        }
        for (Tool tool : request.tools()) {
            sum += tool(tool);
        }
        return sum;
    }

    private static long part(Part part) {
        return switch (part) {
            case Part.Text text -> tokens(text.text().length());
            case Part.Refusal refusal -> tokens(refusal.text().length());
            case Part.Reasoning reasoning -> tokens(reasoning.text().length());
            case Part.ToolCall call -> tokens(call.name().length() + call.arguments().length());
            case Part.ToolResult result ->
                    result.content().stream().mapToLong(RoughTokenCounter::part).sum();
            case Part.Opaque opaque -> tokens(Json.text(opaque.value()).length());
            case Part.Image _, Part.Audio _, Part.File _, Part.Video _ -> MEDIA;
        };
    }

    private static long tool(Tool tool) {
        return switch (tool) {
            case Tool.Function function ->
                    tokens(
                            function.name().length()
                                    + length(function.description())
                                    + json(function.parameters()));
            case Tool.Builtin builtin -> tokens(json(builtin.value()));
        };
    }

    private static long length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private static long json(@Nullable JsonNode node) {
        return node == null ? 0 : Json.text(node).length();
    }
}
