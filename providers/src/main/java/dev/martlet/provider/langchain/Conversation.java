// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.langchain;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.martlet.provider.chat.Media;
import dev.martlet.provider.chat.Message;
import dev.martlet.provider.chat.OutputFormat;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Sampling;
import dev.martlet.provider.chat.Tool;
import dev.martlet.provider.chat.ToolChoice;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.json.Json;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Says a request in LangChain4j's words. What those have no word for is refused, but for the user,
 * which changes nothing of the answer.
 */
final class Conversation {
    private final dev.martlet.provider.chat.ChatRequest request;
    private final Map<String, String> calls = new HashMap<>();

    Conversation(dev.martlet.provider.chat.ChatRequest request) {
        this.request = request;
    }

    /**
     * Translates.
     *
     * @param named whether the model is told its name
     * @throws BadChatException if LangChain4j cannot say it; names the field
     */
    ChatRequest request(boolean named) {
        Sampling sampling = request.sampling();
        refuse(sampling.choices() != null && sampling.choices() > 1, "n");
        refuse(Boolean.TRUE.equals(sampling.logprobs()), "logprobs");
        refuse(sampling.seed() != null, "seed");
        refuse(request.thinking() != null && request.thinking().enabled(), "reasoning_effort");
        refuse(Boolean.FALSE.equals(request.parallelTools()), "parallel_tool_calls");
        var builder = ChatRequest.builder().messages(messages());
        if (named) {
            builder.modelName(request.model());
        }
        builder.temperature(number(sampling.temperature()))
                .topP(number(sampling.topP()))
                .topK(sampling.topK())
                .maxOutputTokens(sampling.maxOutputTokens())
                .presencePenalty(number(sampling.presencePenalty()))
                .frequencyPenalty(number(sampling.frequencyPenalty()));
        if (!sampling.stop().isEmpty()) {
            builder.stopSequences(sampling.stop());
        }
        tools(builder);
        format(builder);
        return builder.build();
    }

    private static @Nullable Double number(@Nullable BigDecimal number) {
        return number == null ? null : number.doubleValue();
    }

    private static void refuse(boolean asked, String field) {
        if (asked) {
            throw new BadChatException(field, "not known to LangChain4j");
        }
    }

    private List<ChatMessage> messages() {
        List<ChatMessage> messages = new ArrayList<>();
        for (int i = 0; i < request.messages().size(); i++) {
            Message message = request.messages().get(i);
            String field = "messages[" + i + "].content";
            switch (message.role()) {
                case SYSTEM, DEVELOPER -> messages.add(SystemMessage.from(message.text()));
                case ASSISTANT -> messages.add(assistant(message, field));
                case USER, TOOL -> user(message, field, messages);
            }
        }
        return messages;
    }

    private AiMessage assistant(Message message, String field) {
        List<ToolExecutionRequest> asked = new ArrayList<>();
        var text = new StringBuilder();
        var thinking = new StringBuilder();
        for (Part part : message.parts()) {
            switch (part) {
                case Part.Text said -> text.append(said.text());
                case Part.Refusal refusal -> text.append(refusal.text());
                case Part.Reasoning reasoning -> thinking.append(reasoning.text());
                case Part.ToolCall call -> {
                    calls.put(call.id(), call.name());
                    asked.add(
                            ToolExecutionRequest.builder()
                                    .id(call.id())
                                    .name(call.name())
                                    .arguments(call.arguments())
                                    .build());
                }
                default -> refuse(true, field);
            }
        }
        var builder = AiMessage.builder().toolExecutionRequests(asked);
        if (!text.isEmpty() || asked.isEmpty()) {
            builder.text(text.toString());
        }
        if (!thinking.isEmpty()) {
            builder.thinking(thinking.toString());
        }
        return builder.build();
    }

    private void user(Message message, String field, List<ChatMessage> messages) {
        List<Content> contents = new ArrayList<>();
        for (Part part : message.parts()) {
            if (part instanceof Part.ToolResult result) {
                messages.add(result(result, field));
            } else {
                contents.add(content(part, field));
            }
        }
        if (!contents.isEmpty()) {
            messages.add(
                    message.name() == null
                            ? UserMessage.from(contents)
                            : UserMessage.from(message.name(), contents));
        }
    }

    private ChatMessage result(Part.ToolResult result, String field) {
        String name = result.name() != null ? result.name() : calls.get(result.callId());
        var builder =
                ToolExecutionResultMessage.builder()
                        .id(result.callId())
                        .toolName(name == null ? "tool" : name)
                        .isError(result.error());
        if (result.content().stream().allMatch(Part.Text.class::isInstance)) {
            var text = new StringBuilder();
            result.content().forEach(part -> text.append(((Part.Text) part).text()));
            return builder.text(text.toString()).build();
        }
        return builder.contents(
                        result.content().stream().map(part -> content(part, field)).toList())
                .build();
    }

    private static Content content(Part part, String field) {
        return switch (part) {
            case Part.Text text -> TextContent.from(text.text());
            case Part.Image image -> image(image, field);
            case Part.Audio(Media.Inline(String type, String data), _, _) ->
                    AudioContent.from(data, type);
            case Part.File(Media.Inline(String type, String data), _, _)
                    when type.equals("application/pdf") ->
                    PdfFileContent.from(data, type);
            default ->
                    throw new BadChatException(
                            field, field + ": a part is not known to LangChain4j");
        };
    }

    private static Content image(Part.Image image, String field) {
        ImageContent.DetailLevel detail =
                image.detail() == null
                        ? ImageContent.DetailLevel.AUTO
                        : detail(image.detail(), field);
        return switch (image.media()) {
            case Media.Inline(String type, String data) -> ImageContent.from(data, type, detail);
            case Media.Remote(String url, _) -> ImageContent.from(uri(url, field), detail);
            case Media.Uploaded _ ->
                    throw new BadChatException(
                            field, field + ": files are not known to LangChain4j");
        };
    }

    private static ImageContent.DetailLevel detail(String detail, String field) {
        for (ImageContent.DetailLevel level : ImageContent.DetailLevel.values()) {
            if (level.name().equals(detail.toUpperCase(Locale.ROOT))) {
                return level;
            }
        }
        throw new BadChatException(field, field + ": detail " + detail + " is not known");
    }

    private static URI uri(String url, String field) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new BadChatException(field, field + ": not a URL");
        }
    }

    private void tools(ChatRequest.Builder builder) {
        List<ToolSpecification> tools = new ArrayList<>();
        String only = request.toolChoice() instanceof ToolChoice.Named(String name) ? name : null;
        for (Tool tool : request.tools()) {
            switch (tool) {
                case Tool.Function function -> {
                    if (only == null || only.equals(function.name())) {
                        tools.add(tool(function));
                    }
                }
                case Tool.Builtin _ -> refuse(true, "tools");
            }
        }
        if (tools.isEmpty()) {
            return;
        }
        builder.toolSpecifications(tools);
        switch (request.toolChoice()) {
            case ToolChoice.Auto _ -> {}
            case ToolChoice.None _ ->
                    builder.toolChoice(dev.langchain4j.model.chat.request.ToolChoice.NONE);
            case ToolChoice.Required _, ToolChoice.Named _ ->
                    builder.toolChoice(dev.langchain4j.model.chat.request.ToolChoice.REQUIRED);
        }
    }

    private static ToolSpecification tool(Tool.Function function) {
        var builder = ToolSpecification.builder().name(function.name());
        if (function.description() != null) {
            builder.description(function.description());
        }
        if (function.strict() != null) {
            builder.strict(function.strict());
        }
        if (function.parameters() != null) {
            builder.parameters(parameters(function.parameters()));
        }
        return builder.build();
    }

    /** The object is taken apart; its properties stay as they are. */
    private static JsonObjectSchema parameters(JsonNode schema) {
        var builder = JsonObjectSchema.builder();
        if (schema.path("description").isString()) {
            builder.description(schema.path("description").stringValue());
        }
        schema.path("properties")
                .properties()
                .forEach(one -> builder.addProperty(one.getKey(), raw(one.getValue())));
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(one -> required.add(one.asString("")));
        if (!required.isEmpty()) {
            builder.required(required);
        }
        if (schema.path("additionalProperties").isBoolean()) {
            builder.additionalProperties(schema.path("additionalProperties").booleanValue());
        }
        Map<String, dev.langchain4j.model.chat.request.json.JsonSchemaElement> shared =
                new HashMap<>();
        schema.path("$defs")
                .properties()
                .forEach(one -> shared.put(one.getKey(), raw(one.getValue())));
        if (!shared.isEmpty()) {
            builder.definitions(shared);
        }
        return builder.build();
    }

    private static JsonRawSchema raw(JsonNode schema) {
        return JsonRawSchema.from(Json.text(schema));
    }

    private void format(ChatRequest.Builder builder) {
        switch (request.format()) {
            case OutputFormat.Text _ -> {}
            case OutputFormat.JsonObject _ -> builder.responseFormat(ResponseFormat.JSON);
            case OutputFormat.JsonSchema schema ->
                    builder.responseFormat(
                            ResponseFormat.builder()
                                    .type(ResponseFormatType.JSON)
                                    .jsonSchema(
                                            JsonSchema.builder()
                                                    .name(schema.name())
                                                    .rootElement(raw(schema.schema()))
                                                    .build())
                                    .build());
        }
    }
}
