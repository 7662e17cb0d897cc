// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openairesponses;

import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.Choice;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.openai.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** A whole response. */
final class ReplyReader {
    /** What a response repeats of its request; nobody needs to be told again. */
    private static final String[] ECHO = {
        "object",
        "error",
        "instructions",
        "max_output_tokens",
        "parallel_tool_calls",
        "previous_response_id",
        "reasoning",
        "store",
        "temperature",
        "text",
        "tool_choice",
        "tools",
        "top_p",
        "top_logprobs",
        "truncation",
        "user",
        "metadata",
        "background",
        "max_tool_calls",
        "completed_at",
        "output_text"
    };

    private ReplyReader() {}

    static ChatReply read(JsonNode body) {
        Fields response = new Fields("", body);
        if (response.any("output") == null) {
            throw new BadChatException("output", "missing (expected: an array)");
        }
        List<Part> parts = new ArrayList<>();
        ArrayNode logprobs = Json.array();
        for (Fields item : response.objects("output")) {
            parts.addAll(Items.read(item));
            logprobs(item.node(), logprobs);
        }
        boolean calls = parts.stream().anyMatch(part -> part instanceof Part.ToolCall);
        boolean refusal = parts.stream().anyMatch(part -> part instanceof Part.Refusal);
        Finish finish = Finishes.read(response, calls, refusal);
        var choice = new Choice(0, parts, finish, chat(logprobs), Extras.NONE);
        for (String name : ECHO) {
            response.any(name);
        }
        String id = response.text("id", "");
        String model = response.text("model", "");
        long created = created(response);
        Usage usage = UsageFields.read(response.any("usage"));
        return new ChatReply(
                id, created, model, List.of(choice), usage, response.rest(OpenAiResponses.NAME));
    }

    static long created(Fields response) {
        JsonNode created = response.any("created_at");
        return created != null && created.isNumber() ? created.decimalValue().longValue() : 0;
    }

    private static void logprobs(JsonNode item, ArrayNode into) {
        for (JsonNode part : item.path("content")) {
            for (JsonNode token : part.path("logprobs")) {
                into.add(token);
            }
        }
    }

    /** In the words of openai-chat; the tokens look the same in both. */
    static @Nullable JsonNode chat(ArrayNode tokens) {
        return tokens.isEmpty() ? null : Json.object().set("content", tokens);
    }
}
