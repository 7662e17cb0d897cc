// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.OutputFormat;
import dev.martlet.provider.chat.Sampling;
import dev.martlet.provider.chat.Thinking;
import dev.martlet.provider.chat.Tool;
import dev.martlet.provider.chat.ToolChoice;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.openai.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The body of a chat completion, without its messages and tools. */
final class RequestReader {
    private final Fields body;

    RequestReader(JsonNode body) {
        this.body = new Fields("", body);
    }

    ChatRequest read() {
        String model = body.required("model");
        boolean stream = Boolean.TRUE.equals(body.flag("stream"));
        if (body.any("messages") == null) {
            throw new BadChatException("messages", "missing (expected: an array)");
        }
        var messages = new MessageReader().read(body.objects("messages"));
        List<Tool> tools = ToolFields.tools(body);
        ToolChoice choice = ToolFields.choice(body, tools);
        Boolean parallel = body.flag("parallel_tool_calls");
        Sampling sampling = sampling();
        OutputFormat format = format(body.object("response_format"));
        Thinking thinking = thinking();
        String user = body.text("user");
        boolean usage = streamUsage();
        dropDefaults();
        return new ChatRequest(
                model,
                stream,
                usage,
                messages,
                tools,
                choice,
                parallel,
                sampling,
                format,
                thinking,
                user,
                body.rest(OpenAiChat.NAME));
    }

    private Sampling sampling() {
        return new Sampling(
                body.number("temperature"),
                body.number("top_p"),
                body.whole("top_k"),
                maxTokens(),
                body.texts("stop"),
                body.large("seed"),
                body.number("presence_penalty"),
                body.number("frequency_penalty"),
                body.whole("n"),
                body.flag("logprobs"),
                body.whole("top_logprobs"));
    }

    private @Nullable Integer maxTokens() {
        Integer old = body.whole("max_tokens");
        Integer present = body.whole("max_completion_tokens");
        if (old != null && present != null) {
            throw new BadChatException(
                    "max_tokens", "set beside max_completion_tokens (expected: one of them)");
        }
        Integer max = present == null ? old : present;
        if (max != null && max < 1) {
            throw body.wrong(present == null ? "max_tokens" : "max_completion_tokens", "1 or more");
        }
        return max;
    }

    private boolean streamUsage() {
        Fields options = body.object("stream_options");
        return options != null && Boolean.TRUE.equals(options.flag("include_usage"));
    }

    private static OutputFormat format(@Nullable Fields format) {
        if (format == null) {
            return new OutputFormat.Text();
        }
        return switch (format.required("type")) {
            case "text" -> new OutputFormat.Text();
            case "json_object" -> new OutputFormat.JsonObject();
            case "json_schema" -> schema(format);
            default -> throw format.wrong("type", "text, json_object or json_schema");
        };
    }

    private static OutputFormat schema(Fields format) {
        Fields named = format.object("json_schema");
        if (named == null) {
            throw new BadChatException(format.at("json_schema"), "missing (expected: an object)");
        }
        JsonNode schema = named.any("schema");
        return new OutputFormat.JsonSchema(
                named.required("name"),
                named.text("description"),
                schema == null ? Json.object() : schema,
                named.flag("strict"));
    }

    /** OpenAI's effort, or the object of those who also know budgets (OpenRouter). */
    private @Nullable Thinking thinking() {
        String effort = body.text("reasoning_effort");
        JsonNode more = body.peek("reasoning");
        if (more == null || !more.isObject()) {
            return effort == null ? null : new Thinking(!effort.equals("none"), effort, null, null);
        }
        Fields reasoning = new Fields("reasoning", more);
        body.any("reasoning");
        String said = reasoning.text("effort", effort == null ? "" : effort);
        Boolean exclude = reasoning.flag("exclude");
        boolean off = said.equals("none") || Boolean.FALSE.equals(reasoning.flag("enabled"));
        return new Thinking(
                !off,
                said.isEmpty() ? null : said,
                reasoning.whole("max_tokens"),
                exclude == null ? null : !exclude);
    }

    /** What asks for nothing beyond what happens anyway is no loss anywhere. */
    private void dropDefaults() {
        dropIf("modalities", "[\"text\"]");
        dropIf("logit_bias", "{}");
        dropIf("store", "false");
        dropIf("metadata", "{}");
        dropIf("service_tier", "\"auto\"");
    }

    private void dropIf(String name, String byDefault) {
        JsonNode value = body.peek(name);
        if (value != null && Json.text(value).equals(byDefault)) {
            body.any(name);
        }
    }
}
