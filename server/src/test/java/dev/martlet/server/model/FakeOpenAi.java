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

/** OpenAI's chat completions, embeddings and models. */
final class FakeOpenAi implements Shape {
    private static final String USAGE =
            "{\"prompt_tokens\":20,\"completion_tokens\":10,\"total_tokens\":30,"
                    + "\"prompt_tokens_details\":{\"cached_tokens\":4,\"audio_tokens\":0},"
                    + "\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0,"
                    + "\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}}";

    @Override
    public boolean knows(String method, String path) {
        return path.equals("/v1/chat/completions")
                || path.equals("/v1/embeddings")
                || path.startsWith("/v1/models");
    }

    @Override
    public String key(Message request) {
        return request.field("Authorization").replaceFirst("^Bearer ", "");
    }

    @Override
    public String fault(Message request, JsonNode body) {
        boolean asksForUsage = body.path("stream_options").path("include_usage").asBoolean(false);
        if (asksForUsage && !body.path("stream").asBoolean(false)) {
            return "The 'stream_options' parameter is only allowed when 'stream' is enabled.";
        }
        List<String> open = new ArrayList<>();
        for (JsonNode message : list(body, "messages")) {
            if (text(message, "/role").equals("tool")) {
                if (!open.remove(text(message, "/tool_call_id"))) {
                    return "messages with role 'tool' must be a response to a preceding message with 'tool_calls'";
                }
            } else if (!open.isEmpty()) {
                return "tool_call_ids did not have response messages: " + open;
            }
            for (JsonNode call : list(message, "tool_calls")) {
                open.add(text(call, "/id"));
            }
        }
        return open.isEmpty() ? "" : "tool_call_ids did not have response messages: " + open;
    }

    @Override
    public Asked read(String path, JsonNode body) {
        StringBuilder system = new StringBuilder();
        StringBuilder said = new StringBuilder();
        List<String> images = new ArrayList<>();
        List<String> results = new ArrayList<>();
        Map<String, String> calls = new HashMap<>();
        for (JsonNode message : list(body, "messages")) {
            switch (text(message, "/role")) {
                case "system", "developer" -> content(message.path("content"), system, images);
                case "user" -> {
                    said.setLength(0);
                    images.clear();
                    results.clear();
                    content(message.path("content"), said, images);
                }
                case "assistant" -> {
                    results.clear();
                    for (JsonNode call : list(message, "tool_calls")) {
                        String arguments = text(call, "/function/arguments");
                        String city = text(Jsons.MAPPER.readTree(arguments), "/city");
                        calls.put(text(call, "/id"), city);
                    }
                }
                default -> {
                    StringBuilder result = new StringBuilder();
                    content(message.path("content"), result, images);
                    results.add(calls.get(text(message, "/tool_call_id")) + "=" + result);
                }
            }
        }
        JsonNode schema = body.at("/response_format/json_schema/schema");
        return new Asked(
                text(body, "/model"),
                body.path("stream").asBoolean(false),
                body.at("/stream_options/include_usage").asBoolean(false),
                system.toString(),
                said.toString(),
                images,
                results,
                list(body, "tools").stream().map(tool -> text(tool, "/function/name")).toList(),
                text(body, "/tool_choice/function/name"),
                schema.isMissingNode() ? "" : schema.toString(),
                "");
    }

    private static void content(JsonNode content, StringBuilder text, List<String> images) {
        if (content.isString()) {
            text.append(content.asString());
        }
        for (JsonNode part : content.isArray() ? content : Jsons.MAPPER.createArrayNode()) {
            switch (text(part, "/type")) {
                case "text" -> text.append(text(part, "/text"));
                case "image_url" -> images.add(Jsons.image(text(part, "/image_url/url")));
                default -> throw new IllegalArgumentException("unknown part: " + part);
            }
        }
    }

    @Override
    public String other(String path, JsonNode body) {
        if (path.equals("/v1/models")) {
            return "{\"object\":\"list\",\"data\":[" + model("gpt-5.1") + "]}";
        }
        if (path.startsWith("/v1/models/")) {
            return model(path.substring("/v1/models/".length()));
        }
        return path.equals("/v1/embeddings") ? embeddings(body) : "";
    }

    private static String model(String id) {
        return "{\"id\":%s,\"object\":\"model\",\"created\":1741569952,\"owned_by\":\"openai\"}"
                .formatted(quote(id));
    }

    /** The vectors are (0.5, -0.25, number of characters), as numbers or as base64 of floats. */
    private static String embeddings(JsonNode body) {
        List<String> inputs = new ArrayList<>();
        if (body.path("input").isArray()) {
            list(body, "input").forEach(input -> inputs.add(input.asString()));
        } else {
            inputs.add(text(body, "/input"));
        }
        boolean base64 = text(body, "/encoding_format").equals("base64");
        List<String> data = new ArrayList<>();
        for (String input : inputs) {
            String vector = base64 ? quote(floats(input.length())) : numbers(input.length());
            data.add(
                    "{\"object\":\"embedding\",\"index\":%d,\"embedding\":%s}"
                            .formatted(data.size(), vector));
        }
        return "{\"object\":\"list\",\"data\":[%s],\"model\":%s,\"usage\":{\"prompt_tokens\":8,\"total_tokens\":8}}"
                .formatted(String.join(",", data), quote(text(body, "/model")));
    }

    private static String numbers(int length) {
        return "[0.5,-0.25," + length + "]";
    }

    private static String floats(int length) {
        var buffer = java.nio.ByteBuffer.allocate(12).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        buffer.putFloat(0.5f).putFloat(-0.25f).putFloat(length);
        return java.util.Base64.getEncoder().encodeToString(buffer.array());
    }

    @Override
    public String whole(Asked asked, Answer answer) {
        String message =
                switch (answer) {
                    case Answer.Text text -> "\"content\":" + quote(text.text());
                    case Answer.Thought thought ->
                            "\"content\":%s,\"reasoning_content\":%s"
                                    .formatted(quote(thought.text()), quote(thought.thought()));
                    case Answer.Calls calls -> "\"content\":null,\"tool_calls\":" + calls(calls);
                    case Answer.Forced forced ->
                            "\"content\":null,\"tool_calls\":["
                                    + call(forced.tool(), "call_0", forced.arguments())
                                    + "]";
                    default -> throw new IllegalArgumentException("only as a stream: " + answer);
                };
        return """
        {"id":"chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT","object":"chat.completion","created":1741569952,\
        "model":%s,"choices":[{"index":0,"message":{"role":"assistant",%s,"refusal":null,"annotations":[]},\
        "logprobs":null,"finish_reason":"%s"}],"usage":%s,"service_tier":"default","system_fingerprint":null}
        """
                .formatted(quote(asked.model()), message, finish(answer), USAGE);
    }

    private static String finish(Answer answer) {
        return answer instanceof Answer.Calls ? "tool_calls" : "stop";
    }

    private static String calls(Answer.Calls calls) {
        List<String> written = new ArrayList<>();
        for (Answer.Call call : calls.calls()) {
            written.add(call(calls.tool(), "call_" + written.size(), call.arguments()));
        }
        return "[" + String.join(",", written) + "]";
    }

    private static String call(String tool, String id, String arguments) {
        return "{\"id\":\"%s\",\"type\":\"function\",\"function\":{\"name\":%s,\"arguments\":%s}}"
                .formatted(id, quote(tool), quote(arguments));
    }

    @Override
    public List<String> events(Asked asked, Answer answer) {
        List<String> events = new ArrayList<>();
        events.add(
                delta(asked, "\"role\":\"assistant\",\"content\":\"\",\"refusal\":null", "null"));
        switch (answer) {
            case Answer.Text text -> content(asked, text.text(), events);
            case Answer.Thought thought -> {
                events.add(
                        delta(asked, "\"reasoning_content\":" + quote(thought.thought()), "null"));
                content(asked, thought.text(), events);
            }
            case Answer.Calls calls -> {
                for (int i = 0; i < calls.calls().size(); i++) {
                    streamedCall(asked, i, calls.tool(), calls.calls().get(i).arguments(), events);
                }
            }
            case Answer.Forced forced ->
                    streamedCall(asked, 0, forced.tool(), forced.arguments(), events);
            case Answer.Endless _ -> {
                content(asked, "one, two, three", events);
                return events;
            }
            default -> {
                content(asked, "one, two, three", events);
                events.add("data: " + error(500, "broke off") + "\n\n");
                return events;
            }
        }
        events.add(delta(asked, "", quote(finish(answer))));
        if (asked.usage()) {
            events.add(chunk(asked, "[]", USAGE));
        }
        events.add("data: [DONE]\n\n");
        return events;
    }

    private static void content(Asked asked, String text, List<String> events) {
        Answer.pieces(text)
                .forEach(piece -> events.add(delta(asked, "\"content\":" + quote(piece), "null")));
    }

    private static void streamedCall(
            Asked asked, int index, String tool, String arguments, List<String> events) {
        events.add(
                delta(
                        asked,
                        "\"tool_calls\":[{\"index\":%d,\"id\":\"call_%d\",\"type\":\"function\",\"function\":{\"name\":%s,\"arguments\":\"\"}}]"
                                .formatted(index, index, quote(tool)),
                        "null"));
        for (String piece : Answer.pieces(arguments)) {
            events.add(
                    delta(
                            asked,
                            "\"tool_calls\":[{\"index\":%d,\"function\":{\"arguments\":%s}}]"
                                    .formatted(index, quote(piece)),
                            "null"));
        }
    }

    private static String delta(Asked asked, String delta, String finish) {
        return chunk(
                asked,
                "[{\"index\":0,\"delta\":{%s},\"logprobs\":null,\"finish_reason\":%s}]"
                        .formatted(delta, finish),
                "null");
    }

    private static String chunk(Asked asked, String choices, String usage) {
        return """
        data: {"id":"chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG","object":"chat.completion.chunk","created":1741569952,\
        "model":%s,"service_tier":"default","system_fingerprint":null,"choices":%s%s}

        """
                .formatted(
                        quote(asked.model()), choices, asked.usage() ? ",\"usage\":" + usage : "");
    }

    @Override
    public String error(int status, String message) {
        String type =
                switch (status) {
                    case 429 -> "rate_limit_error";
                    case 500, 503 -> "server_error";
                    default -> "invalid_request_error";
                };
        String code =
                switch (status) {
                    case 401 -> "\"invalid_api_key\"";
                    case 404 -> "\"model_not_found\"";
                    case 429 -> "\"rate_limit_exceeded\"";
                    default -> "null";
                };
        return "{\"error\":{\"message\":%s,\"type\":\"%s\",\"param\":null,\"code\":%s}}"
                .formatted(quote(message), type, code);
    }
}
