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

/** OpenAI's responses. */
final class FakeResponses implements Shape {
    private static final String USAGE =
            "{\"input_tokens\":20,\"input_tokens_details\":{\"cached_tokens\":4},\"output_tokens\":10,"
                    + "\"output_tokens_details\":{\"reasoning_tokens\":0},\"total_tokens\":30}";

    @Override
    public boolean knows(String method, String path) {
        return path.equals("/v1/responses");
    }

    @Override
    public String key(Message request) {
        return request.field("Authorization").replaceFirst("^Bearer ", "");
    }

    @Override
    public String fault(Message request, JsonNode body) {
        List<String> open = new ArrayList<>();
        for (JsonNode item : list(body, "input")) {
            if (text(item, "/type").equals("function_call")) {
                open.add(text(item, "/call_id"));
            }
            if (text(item, "/type").equals("function_call_output")
                    && !open.remove(text(item, "/call_id"))) {
                return "No tool call found for function call output with call_id "
                        + text(item, "/call_id");
            }
        }
        return open.isEmpty() ? "" : "No tool output found for function call " + open;
    }

    @Override
    public Asked read(String path, JsonNode body) {
        StringBuilder system = new StringBuilder(text(body, "/instructions"));
        StringBuilder said = new StringBuilder(text(body, "/input"));
        List<String> images = new ArrayList<>();
        List<String> results = new ArrayList<>();
        Map<String, String> calls = new HashMap<>();
        String signature = "";
        for (JsonNode item : list(body, "input")) {
            switch (text(item, "/type")) {
                case "function_call" ->
                        calls.put(
                                text(item, "/call_id"),
                                text(Jsons.MAPPER.readTree(text(item, "/arguments")), "/city"));
                case "function_call_output" -> {
                    StringBuilder result = new StringBuilder();
                    content(item.path("output"), result, images);
                    results.add(calls.get(text(item, "/call_id")) + "=" + result);
                }
                case "reasoning" -> signature = text(item, "/encrypted_content");
                default -> {
                    results.clear();
                    switch (text(item, "/role")) {
                        case "user" -> {
                            said.setLength(0);
                            images.clear();
                            content(item.path("content"), said, images);
                        }
                        case "assistant" -> {}
                        default -> content(item.path("content"), system, images);
                    }
                }
            }
        }
        JsonNode schema = body.at("/text/format/schema");
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
                signature);
    }

    private static void content(JsonNode content, StringBuilder text, List<String> images) {
        if (content.isString()) {
            text.append(content.asString());
        }
        for (JsonNode part : content.isArray() ? content : Jsons.MAPPER.createArrayNode()) {
            switch (text(part, "/type")) {
                case "input_text", "output_text" -> text.append(text(part, "/text"));
                case "input_image" -> images.add(Jsons.image(text(part, "/image_url")));
                default -> throw new IllegalArgumentException("unknown part: " + part);
            }
        }
    }

    @Override
    public String other(String path, JsonNode body) {
        return "";
    }

    @Override
    public String whole(Asked asked, Answer answer) {
        return response(asked, "completed", String.join(",", items(answer)), USAGE);
    }

    private static String response(Asked asked, String status, String output, String usage) {
        return """
        {"id":"resp_67ccd3a9da748190baa7f1570fe91ac604becb25c45c1d41","object":"response","created_at":1741476777,\
        "status":"%s","background":false,"error":null,"incomplete_details":null,"instructions":null,\
        "max_output_tokens":null,"model":%s,"output":[%s],"parallel_tool_calls":true,"previous_response_id":null,\
        "reasoning":{"effort":null,"summary":null},"store":true,"temperature":1.0,"text":{"format":{"type":"text"}},\
        "tool_choice":"auto","tools":[],"top_p":1.0,"truncation":"disabled","usage":%s,"user":null,"metadata":{}}\
        """
                .formatted(status, quote(asked.model()), output, usage);
    }

    private static List<String> items(Answer answer) {
        return switch (answer) {
            case Answer.Text text -> List.of(message(text.text(), "completed"));
            case Answer.Thought thought ->
                    List.of(reasoning(thought), message(thought.text(), "completed"));
            case Answer.Calls calls -> {
                List<String> items = new ArrayList<>();
                for (Answer.Call call : calls.calls()) {
                    items.add(call(items.size(), calls.tool(), call.arguments(), "completed"));
                }
                yield items;
            }
            case Answer.Forced forced ->
                    List.of(call(0, forced.tool(), forced.arguments(), "completed"));
            default -> throw new IllegalArgumentException("only as a stream: " + answer);
        };
    }

    private static String message(String text, String status) {
        String content = text.isEmpty() ? "" : part(text);
        return "{\"id\":\"msg_67ccd3acc8d48190a77525dc6de64b41\",\"type\":\"message\",\"status\":\"%s\",\"role\":\"assistant\",\"content\":[%s]}"
                .formatted(status, content);
    }

    private static String part(String text) {
        return "{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":%s}"
                .formatted(quote(text));
    }

    private static String reasoning(Answer.Thought thought) {
        return "{\"id\":\"rs_1\",\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":%s}],\"encrypted_content\":%s}"
                .formatted(quote(thought.thought()), quote(thought.signature()));
    }

    private static String call(int index, String tool, String arguments, String status) {
        return "{\"id\":\"fc_%d\",\"type\":\"function_call\",\"status\":\"%s\",\"call_id\":\"call_%d\",\"name\":%s,\"arguments\":%s}"
                .formatted(index, status, index, quote(tool), quote(arguments));
    }

    @Override
    public List<String> events(Asked asked, Answer answer) {
        var events = new Numbered();
        String begun = response(asked, "in_progress", "", "null");
        events.add("response.created", "\"response\":" + begun);
        events.add("response.in_progress", "\"response\":" + begun);
        switch (answer) {
            case Answer.Text text -> streamedText(text.text(), 0, events);
            case Answer.Thought thought -> {
                String item = reasoning(thought);
                events.item("added", 0, item);
                events.item("done", 0, item);
                streamedText(thought.text(), 1, events);
            }
            case Answer.Calls calls -> {
                for (int i = 0; i < calls.calls().size(); i++) {
                    streamedCall(i, calls.tool(), calls.calls().get(i).arguments(), events);
                }
            }
            case Answer.Forced forced -> streamedCall(0, forced.tool(), forced.arguments(), events);
            default -> {
                begunText(0, events);
                textDeltas("one, two, three", 0, events);
                if (answer instanceof Answer.BreaksOff) {
                    events.add(
                            "error",
                            "\"code\":\"server_error\",\"message\":\"broke off\",\"param\":null");
                }
                return events.events;
            }
        }
        events.add(
                "response.completed",
                "\"response\":"
                        + response(asked, "completed", String.join(",", items(answer)), USAGE));
        return events.events;
    }

    private static void streamedText(String text, int index, Numbered events) {
        begunText(index, events);
        textDeltas(text, index, events);
        events.add(
                "response.output_text.done",
                place(index) + ",\"logprobs\":[],\"text\":" + quote(text));
        events.add("response.content_part.done", place(index) + ",\"part\":" + part(text));
        events.item("done", index, message(text, "completed"));
    }

    private static void begunText(int index, Numbered events) {
        events.item("added", index, message("", "in_progress"));
        events.add("response.content_part.added", place(index) + ",\"part\":" + part(""));
    }

    private static void textDeltas(String text, int index, Numbered events) {
        for (String piece : Answer.pieces(text)) {
            events.add(
                    "response.output_text.delta",
                    place(index) + ",\"logprobs\":[],\"delta\":" + quote(piece));
        }
    }

    private static String place(int index) {
        return "\"item_id\":\"msg_67ccd3acc8d48190a77525dc6de64b41\",\"output_index\":%d,\"content_index\":0"
                .formatted(index);
    }

    private static void streamedCall(int index, String tool, String arguments, Numbered events) {
        events.item("added", index, call(index, tool, "", "in_progress"));
        String place = "\"item_id\":\"fc_%d\",\"output_index\":%d".formatted(index, index);
        for (String piece : Answer.pieces(arguments)) {
            events.add(
                    "response.function_call_arguments.delta", place + ",\"delta\":" + quote(piece));
        }
        events.add(
                "response.function_call_arguments.done",
                place + ",\"name\":%s,\"arguments\":%s".formatted(quote(tool), quote(arguments)));
        events.item("done", index, call(index, tool, arguments, "completed"));
    }

    @Override
    public String error(int status, String message) {
        return new FakeOpenAi().error(status, message);
    }

    /** Every event of this API has a number. */
    private static final class Numbered {
        private final List<String> events = new ArrayList<>();

        void add(String type, String fields) {
            events.add(
                    "event: %s\ndata: {\"type\":\"%s\",\"sequence_number\":%d,%s}\n\n"
                            .formatted(type, type, events.size(), fields));
        }

        void item(String what, int index, String item) {
            add(
                    "response.output_item." + what,
                    "\"output_index\":%d,\"item\":%s".formatted(index, item));
        }
    }
}
