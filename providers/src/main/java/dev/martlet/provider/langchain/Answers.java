// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.langchain;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.Choice;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.FinishReason;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.openaichat.OpenAiChat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Understands what a model of LangChain4j answered. */
final class Answers {
    private Answers() {}

    static ChatReply reply(ChatResponse response, String model, long created) {
        AiMessage message = response.aiMessage();
        List<Part> parts = new ArrayList<>();
        if (message.thinking() != null && !message.thinking().isEmpty()) {
            parts.add(reasoning(message.thinking()));
        }
        if (message.text() != null && !message.text().isEmpty()) {
            parts.add(new Part.Text(message.text()));
        }
        for (ToolExecutionRequest call : message.toolExecutionRequests()) {
            parts.add(call(call, parts.size(), true));
        }
        return new ChatReply(
                id(response),
                created,
                Objects.requireNonNullElse(response.modelName(), model),
                List.of(new Choice(0, parts, finish(response), null, Extras.NONE)),
                usage(response.tokenUsage()),
                Extras.NONE);
    }

    static String id(ChatResponse response) {
        return Objects.requireNonNullElse(response.id(), "");
    }

    static Part.Reasoning reasoning(String text) {
        return new Part.Reasoning(text, false, null, null, null, OpenAiChat.NAME, Extras.NONE);
    }

    static Part.ToolCall call(ToolExecutionRequest call, int index, boolean whole) {
        String arguments = Objects.requireNonNullElse(call.arguments(), "");
        return call(call.id(), call.name(), whole ? orEmptyObject(arguments) : "", index);
    }

    static String orEmptyObject(String arguments) {
        return arguments.isBlank() ? "{}" : arguments;
    }

    /** Some models give their calls no id. */
    static Part.ToolCall call(@Nullable String id, String name, String arguments, int index) {
        String known = id == null || id.isEmpty() ? "call_" + index : id;
        return new Part.ToolCall(known, name, arguments, null, Extras.NONE);
    }

    static Finish finish(ChatResponse response) {
        boolean calls = response.aiMessage().hasToolExecutionRequests();
        var reason = response.finishReason();
        if (reason == null) {
            return calls
                    ? new Finish(FinishReason.TOOL_CALLS, "tool_calls", null)
                    : new Finish(FinishReason.STOP, "stop", null);
        }
        FinishReason meant =
                switch (reason) {
                    // Some say so although they ask for tools.
                    case STOP -> calls ? FinishReason.TOOL_CALLS : FinishReason.STOP;
                    case LENGTH -> FinishReason.LENGTH;
                    case TOOL_EXECUTION -> FinishReason.TOOL_CALLS;
                    case CONTENT_FILTER -> FinishReason.CONTENT_FILTER;
                    case OTHER -> FinishReason.OTHER;
                };
        return new Finish(meant, meant.name().toLowerCase(Locale.ROOT), null);
    }

    static @Nullable Usage usage(@Nullable TokenUsage usage) {
        if (usage == null || usage.inputTokenCount() == null) {
            return null;
        }
        Integer output = usage.outputTokenCount();
        return new Usage(usage.inputTokenCount(), output == null ? 0 : output);
    }
}
