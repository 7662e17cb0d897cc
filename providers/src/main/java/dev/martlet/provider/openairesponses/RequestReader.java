// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openairesponses;

import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Message;
import dev.martlet.provider.chat.OutputFormat;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Role;
import dev.martlet.provider.chat.Sampling;
import dev.martlet.provider.chat.Thinking;
import dev.martlet.provider.chat.Tool;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.openai.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The body of a request. */
final class RequestReader {
    static final String ENCRYPTED = "reasoning.encrypted_content";
    static final String LOGPROBS = "message.output_text.logprobs";

    private final Fields body;

    /** Members of objects that are known in part. */
    private final Map<String, JsonNode> nested = new LinkedHashMap<>();

    RequestReader(JsonNode body) {
        this.body = new Fields("", body);
    }

    ChatRequest read() {
        String model = body.required("model");
        boolean stream = Boolean.TRUE.equals(body.flag("stream"));
        List<Message> messages = messages();
        List<Tool> tools = ToolFields.tools(body);
        var choice = ToolFields.choice(body, tools);
        Boolean parallel = body.flag("parallel_tool_calls");
        Sampling sampling = sampling();
        OutputFormat format = format();
        Thinking thinking = thinking();
        String user = body.text("user");
        dropDefaults();
        return new ChatRequest(
                model, stream, true, messages, tools, choice, parallel, sampling, format, thinking,
                user, extras());
    }

    private List<Message> messages() {
        List<Message> messages = new ArrayList<>();
        String instructions = body.text("instructions");
        if (instructions != null) {
            messages.add(new Message(Role.SYSTEM, List.of(new Part.Text(instructions))));
        }
        JsonNode input = body.any("input");
        if (input == null) {
            // a stored prompt or conversation may stand in for it, which only this dialect knows
            if (body.peek("prompt") == null && body.peek("conversation") == null) {
                throw new BadChatException("input", "missing (expected: a string or an array)");
            }
        } else if (input.isString()) {
            messages.add(new Message(Role.USER, List.of(new Part.Text(input.stringValue()))));
        } else {
            messages.addAll(InputReader.read(body.objects("input")));
        }
        return messages;
    }

    private Sampling sampling() {
        Integer max = body.whole("max_output_tokens");
        if (max != null && max < 1) {
            throw body.wrong("max_output_tokens", "1 or more");
        }
        return new Sampling(
                body.number("temperature"),
                body.number("top_p"),
                null,
                max,
                List.of(),
                null,
                null,
                null,
                null,
                logprobs(),
                body.whole("top_logprobs"));
    }

    /** Asked for as one of the things to be included. */
    private @Nullable Boolean logprobs() {
        JsonNode include = body.peek("include");
        if (include == null) {
            return null;
        }
        List<String> wanted = new Fields("", body.node()).texts("include");
        if (Set.of(ENCRYPTED, LOGPROBS).containsAll(wanted)) {
            body.any("include");
        }
        return wanted.contains(LOGPROBS) ? true : null;
    }

    private OutputFormat format() {
        Fields text = body.object("text");
        if (text == null) {
            return new OutputFormat.Text();
        }
        Fields format = text.object("format");
        keep("text", text);
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
        JsonNode schema = format.any("schema");
        return new OutputFormat.JsonSchema(
                format.required("name"),
                format.text("description"),
                schema == null ? Json.object() : schema,
                format.flag("strict"));
    }

    private @Nullable Thinking thinking() {
        Fields reasoning = body.object("reasoning");
        if (reasoning == null) {
            return null;
        }
        String effort = reasoning.text("effort");
        String summary = reasoning.text("summary", reasoning.text("generate_summary", ""));
        keep("reasoning", reasoning);
        if (effort == null && summary.isEmpty()) {
            return null;
        }
        return new Thinking(!"none".equals(effort), effort, null, summary.isEmpty() ? null : true);
    }

    private void keep(String name, Fields object) {
        Extras rest = object.rest(OpenAiResponses.NAME);
        if (!rest.isEmpty()) {
            ObjectNode kept = Json.object();
            rest.fields().forEach(kept::set);
            nested.put(name, kept);
        }
    }

    private Extras extras() {
        Map<String, JsonNode> all = new LinkedHashMap<>(body.rest(OpenAiResponses.NAME).fields());
        all.putAll(nested);
        return all.isEmpty() ? Extras.NONE : new Extras(OpenAiResponses.NAME, "", all);
    }

    /** What asks for nothing beyond what happens anyway is no loss anywhere. */
    private void dropDefaults() {
        body.any("stream_options");
        dropIf("truncation", "\"disabled\"");
        dropIf("background", "false");
        dropIf("metadata", "{}");
        dropIf("service_tier", "\"auto\"");
        dropIf("include", "[]");
    }

    private void dropIf(String name, String byDefault) {
        JsonNode value = body.peek(name);
        if (value != null && Json.text(value).equals(byDefault)) {
            body.any(name);
        }
    }
}
