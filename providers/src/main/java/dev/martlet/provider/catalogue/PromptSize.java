// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.catalogue;

import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Message;
import dev.martlet.provider.chat.OutputFormat;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Tool;
import dev.martlet.provider.json.Json;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Adds up what the texts of a prompt have, and what stands around them. */
record PromptSize(ToLongFunction<String> texts) {
    /** Marks of the role and of the end. */
    private static final int MESSAGE = 4;

    /** What providers charge for an image of common size. */
    private static final int MEDIA = 800;

    long of(ChatRequest request) {
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
        if (request.format() instanceof OutputFormat.JsonSchema schema) {
            sum += json(schema.schema());
        }
        return sum;
    }

    private long part(Part part) {
        return switch (part) {
            case Part.Text text -> text(text.text());
            case Part.Refusal refusal -> text(refusal.text());
            case Part.Reasoning reasoning -> text(reasoning.text());
            case Part.ToolCall call -> text(call.name()) + text(call.arguments());
            case Part.ToolResult result -> result.content().stream().mapToLong(this::part).sum();
            case Part.Opaque opaque -> json(opaque.value());
            case Part.Image _, Part.Audio _, Part.File _, Part.Video _ -> MEDIA;
        };
    }

    private long tool(Tool tool) {
        return switch (tool) {
            case Tool.Function function ->
                    text(function.name())
                            + text(function.description())
                            + json(function.parameters());
            case Tool.Builtin builtin -> json(builtin.value());
        };
    }

    private long text(@Nullable String text) {
        return text == null || text.isEmpty() ? 0 : texts.applyAsLong(text);
    }

    private long json(@Nullable JsonNode node) {
        return node == null ? 0 : text(Json.text(node));
    }
}
