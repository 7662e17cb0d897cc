// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.model;

import static dev.martlet.server.model.Jsons.list;
import static dev.martlet.server.model.Jsons.quote;
import static dev.martlet.server.model.Jsons.text;

import dev.martlet.server.e2e.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Anthropic's messages, counting of tokens, and models. */
final class FakeAnthropic implements Shape {
    private static final String INPUT_USAGE =
            "\"input_tokens\":16,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":4,";

    @Override
    public boolean knows(String method, String path) {
        return path.equals("/v1/messages")
                || path.equals("/v1/messages/count_tokens")
                || path.startsWith("/v1/models");
    }

    @Override
    public String key(Message request) {
        // The SDKs send the one or the other, by their version.
        String bearer = request.field("Authorization").replaceFirst("^Bearer ", "");
        return request.has("x-api-key") ? request.field("x-api-key") : bearer;
    }

    @Override
    public String fault(Message request, JsonNode body) {
        if (request.field("anthropic-version").isEmpty()) {
            return "anthropic-version: header is required";
        }
        if (body.has("messages")
                && !body.has("max_tokens")
                && !request.target().contains("count_tokens")) {
            return "max_tokens: Field required";
        }
        List<String> open = new ArrayList<>();
        for (JsonNode message : list(body, "messages")) {
            List<JsonNode> blocks = list(message, "content");
            for (JsonNode block : blocks) {
                if (text(block, "/type").equals("tool_result")
                        && !open.remove(text(block, "/tool_use_id"))) {
                    return "unexpected `tool_use_id` found in `tool_result` blocks: "
                            + text(block, "/tool_use_id");
                }
            }
            if (!open.isEmpty()) {
                return "`tool_use` ids were found without `tool_result` blocks immediately after: "
                        + open;
            }
            blocks.stream()
                    .filter(block -> text(block, "/type").equals("tool_use"))
                    .forEach(block -> open.add(text(block, "/id")));
        }
        return open.isEmpty() ? "" : "`tool_use` ids without `tool_result`: " + open;
    }

    @Override
    public Asked read(String path, JsonNode body) {
        StringBuilder system = new StringBuilder();
        StringBuilder said = new StringBuilder();
        List<String> images = new ArrayList<>();
        List<String> results = new ArrayList<>();
        Map<String, String> calls = new HashMap<>();
        StringBuilder signature = new StringBuilder();
        content(body.path("system"), system, images, results, calls, signature);
        for (JsonNode message : list(body, "messages")) {
            boolean user = text(message, "/role").equals("user");
            said.setLength(0);
            results.clear();
            if (user) {
                images.clear();
            }
            content(message.path("content"), said, images, results, calls, signature);
        }
        JsonNode schema = body.at("/output_config/format/schema");
        return new Asked(
                text(body, "/model"),
                body.path("stream").asBoolean(false),
                true,
                system.toString(),
                said.toString(),
                images,
                results,
                list(body, "tools").stream().map(tool -> text(tool, "/name")).toList(),
                text(body, "/tool_choice/name"),
                schema.isMissingNode() ? "" : schema.toString(),
                signature.toString());
    }

    private static void content(
            JsonNode content,
            StringBuilder text,
            List<String> images,
            List<String> results,
            Map<String, String> calls,
            StringBuilder signature) {
        if (content.isString()) {
            text.append(content.asString());
        }
        for (JsonNode block : content.isArray() ? content : Jsons.MAPPER.createArrayNode()) {
            switch (text(block, "/type")) {
                case "text" -> text.append(text(block, "/text"));
                case "image" ->
                        images.add(
                                text(block, "/source/type").equals("url")
                                        ? text(block, "/source/url")
                                        : Jsons.image(
                                                text(block, "/source/media_type"),
                                                text(block, "/source/data")));
                case "tool_use" -> calls.put(text(block, "/id"), text(block, "/input/city"));
                case "tool_result" -> {
                    StringBuilder result = new StringBuilder();
                    content(block.path("content"), result, images, results, calls, signature);
                    results.add(calls.get(text(block, "/tool_use_id")) + "=" + result);
                }
                case "thinking" -> signature.append(text(block, "/signature"));
                default -> throw new IllegalArgumentException("unknown block: " + block);
            }
        }
    }

    @Override
    public String other(String path, JsonNode body) {
        if (path.equals("/v1/models")) {
            return "{\"data\":[%s],\"has_more\":false,\"first_id\":\"claude-sonnet-5\",\"last_id\":\"claude-sonnet-5\"}"
                    .formatted(model("claude-sonnet-5"));
        }
        if (path.startsWith("/v1/models/")) {
            return model(path.substring("/v1/models/".length()));
        }
        return path.endsWith("count_tokens") ? "{\"input_tokens\":20}" : "";
    }

    private static String model(String id) {
        return "{\"type\":\"model\",\"id\":%s,\"display_name\":\"Claude\",\"created_at\":\"2025-02-19T00:00:00Z\"}"
                .formatted(quote(id));
    }

    @Override
    public String whole(Asked asked, Answer answer) {
        return message(
                asked,
                String.join(",", blocks(answer)),
                quote(stop(answer)),
                INPUT_USAGE + "\"output_tokens\":10");
    }

    private static String message(Asked asked, String content, String stop, String usage) {
        return """
        {"id":"msg_013Zva2CMHLNnXjNJJKqJ2EF","type":"message","role":"assistant","model":%s,"content":[%s],\
        "stop_reason":%s,"stop_sequence":null,"usage":{%s,"service_tier":"standard"}}\
        """
                .formatted(quote(asked.model()), content, stop, usage);
    }

    private static String stop(Answer answer) {
        return answer instanceof Answer.Calls || answer instanceof Answer.Forced
                ? "tool_use"
                : "end_turn";
    }

    private static List<String> blocks(Answer answer) {
        return switch (answer) {
            case Answer.Text text -> List.of(textBlock(text.text()));
            case Answer.Thought thought ->
                    List.of(
                            thinking(thought.thought(), thought.signature()),
                            textBlock(thought.text()));
            case Answer.Calls calls -> {
                List<String> blocks = new ArrayList<>();
                for (Answer.Call call : calls.calls()) {
                    blocks.add(toolUse(blocks.size(), calls.tool(), call.arguments()));
                }
                yield blocks;
            }
            case Answer.Forced forced -> List.of(toolUse(0, forced.tool(), forced.arguments()));
            default -> throw new IllegalArgumentException("only as a stream: " + answer);
        };
    }

    private static String textBlock(String text) {
        return "{\"type\":\"text\",\"text\":%s}".formatted(quote(text));
    }

    private static String thinking(String thought, String signature) {
        return "{\"type\":\"thinking\",\"thinking\":%s,\"signature\":%s}"
                .formatted(quote(thought), quote(signature));
    }

    private static String toolUse(int index, String tool, String input) {
        return "{\"type\":\"tool_use\",\"id\":\"toolu_%d\",\"name\":%s,\"input\":%s}"
                .formatted(index, quote(tool), input);
    }

    @Override
    public List<String> events(Asked asked, Answer answer) {
        List<String> events = new ArrayList<>();
        events.add(
                event(
                        "message_start",
                        "\"message\":"
                                + message(asked, "", "null", INPUT_USAGE + "\"output_tokens\":1")));
        events.add(event("ping", ""));
        switch (answer) {
            case Answer.Text text -> streamedText(0, text.text(), events);
            case Answer.Thought thought -> {
                block(
                        0,
                        thinking("", ""),
                        List.of(
                                "\"type\":\"thinking_delta\",\"thinking\":"
                                        + quote(thought.thought()),
                                "\"type\":\"signature_delta\",\"signature\":"
                                        + quote(thought.signature())),
                        events);
                streamedText(1, thought.text(), events);
            }
            case Answer.Calls calls -> {
                for (int i = 0; i < calls.calls().size(); i++) {
                    streamedCall(i, calls.tool(), calls.calls().get(i).arguments(), events);
                }
            }
            case Answer.Forced forced -> streamedCall(0, forced.tool(), forced.arguments(), events);
            default -> {
                streamedText(0, "one, two, three", events);
                // The block stays open.
                events.removeLast();
                if (answer instanceof Answer.BreaksOff) {
                    events.add("event: error\ndata: " + error(529, "broke off") + "\n\n");
                }
                return events;
            }
        }
        events.add(
                event(
                        "message_delta",
                        "\"delta\":{\"stop_reason\":\"%s\",\"stop_sequence\":null},\"usage\":{%s\"output_tokens\":10}"
                                .formatted(stop(answer), INPUT_USAGE)));
        events.add(event("message_stop", ""));
        return events;
    }

    private static void streamedText(int index, String text, List<String> events) {
        block(
                index,
                textBlock(""),
                Answer.pieces(text).stream()
                        .map(piece -> "\"type\":\"text_delta\",\"text\":" + quote(piece))
                        .toList(),
                events);
    }

    private static void streamedCall(
            int index, String tool, String arguments, List<String> events) {
        block(
                index,
                toolUse(index, tool, "{}"),
                Answer.pieces(arguments).stream()
                        .map(piece ->
                                "\"type\":\"input_json_delta\",\"partial_json\":" + quote(piece))
                        .toList(),
                events);
    }

    private static void block(int index, String start, List<String> deltas, List<String> events) {
        events.add(
                event(
                        "content_block_start",
                        "\"index\":%d,\"content_block\":%s".formatted(index, start)));
        for (String delta : deltas) {
            events.add(
                    event(
                            "content_block_delta",
                            "\"index\":%d,\"delta\":{%s}".formatted(index, delta)));
        }
        events.add(event("content_block_stop", "\"index\":" + index));
    }

    private static String event(String type, String fields) {
        return "event: %s\ndata: {\"type\":\"%s\"%s%s}\n\n"
                .formatted(type, type, fields.isEmpty() ? "" : ",", fields);
    }

    @Override
    public String error(int status, String message) {
        String type =
                switch (status) {
                    case 401 -> "authentication_error";
                    case 403 -> "permission_error";
                    case 404 -> "not_found_error";
                    case 429 -> "rate_limit_error";
                    case 500 -> "api_error";
                    case 503, 529 -> "overloaded_error";
                    default -> "invalid_request_error";
                };
        return "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":%s},\"request_id\":\"req_011CSHoEeqs5C35K2UUqR7Fy\"}"
                .formatted(type, quote(message));
    }
}
