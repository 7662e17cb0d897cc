// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.echo;

import dev.martlet.provider.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the echo answers to one request of openai-chat.
 *
 * @param script what the message asked for
 * @param pieces the text, in the pieces that a stream sends
 * @param tool the call, if a tool is to be called
 * @param prompt tokens of the request, counted roughly
 */
record Answer(Script script, List<String> pieces, @Nullable Call tool, long prompt) {
    /**
     * A call of a tool.
     *
     * @param name of the tool
     * @param arguments JSON
     */
    record Call(String name, String arguments) {}

    static Answer to(JsonNode request) {
        String said = lastSaid(request);
        Script script = Script.parse(said);
        Call call = call(request, script);
        JsonNode schema = request.path("response_format").path("json_schema").path("schema");
        List<String> pieces = script.words();
        if (!schema.isMissingNode()) {
            pieces = chunks(Json.text(Sample.of(schema)));
        } else if (request.path("response_format")
                .path("type")
                .asString("")
                .equals("json_object")) {
            ObjectNode object = Json.object().put("echo", String.join("", pieces));
            pieces = chunks(Json.text(object));
        }
        return new Answer(script, pieces, call, roughly(Json.text(request.path("messages"))));
    }

    /** A message is what its text parts say; of a tool's result, the result. */
    private static String lastSaid(JsonNode request) {
        JsonNode messages = request.path("messages");
        JsonNode last = messages.path(messages.size() - 1);
        JsonNode content = last.path("content");
        if (content.isString()) {
            return content.asString();
        }
        var text = new StringBuilder();
        for (JsonNode part : content) {
            text.append(part.path("text").asString(""));
        }
        return text.toString();
    }

    private static @Nullable Call call(JsonNode request, Script script) {
        JsonNode choice = request.path("tool_choice");
        String wanted =
                script.tool() != null
                        ? script.tool()
                        : choice.path("function").path("name").asString("");
        boolean must = choice.asString("").equals("required");
        if (wanted.isEmpty() && !must) {
            return null;
        }
        for (JsonNode tool : request.path("tools")) {
            JsonNode function = tool.path("function");
            String name = function.path("name").asString("");
            if (!name.isEmpty() && (wanted.isEmpty() || wanted.equals(name))) {
                return new Call(name, Json.text(Sample.of(function.path("parameters"))));
            }
        }
        return null;
    }

    private static List<String> chunks(String text) {
        List<String> chunks = new ArrayList<>();
        for (int i = 0; i < text.length(); i += 12) {
            chunks.add(text.substring(i, Math.min(text.length(), i + 12)));
        }
        return chunks;
    }

    String text() {
        return String.join("", pieces);
    }

    String finish() {
        return tool == null ? "stop" : "tool_calls";
    }

    ObjectNode usage() {
        long output = tool == null ? pieces.size() : roughly(tool.arguments());
        return Json.object()
                .put("prompt_tokens", prompt)
                .put("completion_tokens", output)
                .put("total_tokens", prompt + output);
    }

    /** Four characters to a token: the echo has no vocabulary. */
    private static long roughly(String text) {
        return (text.length() + 3L) / 4;
    }
}
