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

/** Google's generateContent, its stream, countTokens, and models. */
final class FakeGemini implements Shape {
    private static final String USAGE =
            "{\"promptTokenCount\":20,\"cachedContentTokenCount\":4,\"candidatesTokenCount\":10,\"totalTokenCount\":30}";

    @Override
    public boolean knows(String method, String path) {
        return path.startsWith("/v1beta/models");
    }

    @Override
    public String key(Message request) {
        return request.field("x-goog-api-key");
    }

    @Override
    public String fault(Message request, JsonNode body) {
        if (request.target().contains(":streamGenerateContent")
                && !request.target().contains("alt=sse")) {
            return "this fake streams events only";
        }
        int calls = 0;
        for (JsonNode content : list(body, "contents")) {
            List<JsonNode> parts = list(content, "parts");
            long answers = parts.stream().filter(part -> part.has("functionResponse")).count();
            if (answers != calls) {
                return "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.";
            }
            calls = (int) parts.stream().filter(part -> part.has("functionCall")).count();
        }
        return "";
    }

    @Override
    public Asked read(String path, JsonNode body) {
        String model = path.replaceFirst(".*/models/([^:]+):.*", "$1");
        StringBuilder system = new StringBuilder();
        list(body.path("systemInstruction"), "parts")
                .forEach(part -> system.append(text(part, "/text")));
        StringBuilder said = new StringBuilder();
        List<String> images = new ArrayList<>();
        List<String> results = new ArrayList<>();
        List<String> calls = new ArrayList<>();
        Map<String, String> byId = new HashMap<>();
        String signature = "";
        for (JsonNode content : list(body, "contents")) {
            said.setLength(0);
            results.clear();
            int answered = 0;
            List<JsonNode> parts = list(content, "parts");
            if (parts.stream().anyMatch(part -> part.has("functionCall"))) {
                calls.clear();
            }
            for (JsonNode part : parts) {
                said.append(text(part, "/text"));
                if (part.has("inlineData")) {
                    images.add(
                            Jsons.image(
                                    text(part, "/inlineData/mimeType"),
                                    text(part, "/inlineData/data")));
                }
                if (part.has("fileData")) {
                    images.add(text(part, "/fileData/fileUri"));
                }
                if (part.has("functionCall")) {
                    String city = text(part, "/functionCall/args/city");
                    calls.add(city);
                    byId.put(text(part, "/functionCall/id"), city);
                }
                // Without ids this API takes answers in the order of the calls.
                if (part.has("functionResponse")) {
                    JsonNode response = part.at("/functionResponse/response");
                    String value = response.properties().iterator().next().getValue().asString("");
                    String id = text(part, "/functionResponse/id");
                    String inOrder = calls.get(answered++);
                    results.add((id.isEmpty() ? inOrder : byId.get(id)) + "=" + value);
                }
                signature =
                        text(part, "/thoughtSignature").isEmpty()
                                ? signature
                                : text(part, "/thoughtSignature");
            }
        }
        JsonNode config = body.path("generationConfig");
        JsonNode schema =
                config.has("responseSchema")
                        ? config.path("responseSchema")
                        : config.path("responseJsonSchema");
        List<String> tools = new ArrayList<>();
        for (JsonNode tool : list(body, "tools")) {
            list(tool, "functionDeclarations").forEach(one -> tools.add(text(one, "/name")));
        }
        return new Asked(
                model,
                path.contains(":stream"),
                true,
                system.toString(),
                said.toString(),
                images,
                results,
                tools,
                text(body, "/toolConfig/functionCallingConfig/allowedFunctionNames/0"),
                schema.isMissingNode() ? "" : schema.toString(),
                signature);
    }

    @Override
    public String other(String path, JsonNode body) {
        if (path.equals("/v1beta/models")) {
            return "{\"models\":[" + model("gemini-2.5-flash") + "]}";
        }
        if (path.endsWith(":countTokens")) {
            return "{\"totalTokens\":20,\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":20}]}";
        }
        return path.contains(":") ? "" : model(path.substring("/v1beta/models/".length()));
    }

    private static String model(String id) {
        return "{\"name\":%s,\"version\":\"001\",\"displayName\":\"Gemini\",\"inputTokenLimit\":1048576,\"outputTokenLimit\":65536,\"supportedGenerationMethods\":[\"generateContent\"]}"
                .formatted(quote("models/" + id));
    }

    @Override
    public String whole(Asked asked, Answer answer) {
        List<String> parts = parts(answer, false);
        return reply(asked, String.join(",", parts), true);
    }

    private static String reply(Asked asked, String parts, boolean last) {
        String content = "{\"parts\":[%s],\"role\":\"model\"}".formatted(parts);
        return "{\"candidates\":[{\"content\":%s%s,\"index\":0}],%s\"modelVersion\":%s,\"responseId\":\"mAitaLmkHPPlz7IPvtfUqQ4\"}"
                .formatted(
                        content,
                        last ? ",\"finishReason\":\"STOP\"" : "",
                        last ? "\"usageMetadata\":" + USAGE + "," : "",
                        quote(asked.model()));
    }

    private static List<String> parts(Answer answer, boolean pieces) {
        return switch (answer) {
            case Answer.Text text -> texts(text.text(), pieces);
            case Answer.Thought thought -> {
                List<String> parts = new ArrayList<>();
                parts.add("{\"text\":%s,\"thought\":true}".formatted(quote(thought.thought())));
                parts.add(
                        "{\"text\":%s,\"thoughtSignature\":%s}"
                                .formatted(quote(thought.text()), quote(thought.signature())));
                yield parts;
            }
            case Answer.Calls calls ->
                    calls.calls().stream()
                            .map(call -> call(calls.tool(), call.arguments()))
                            .toList();
            case Answer.Forced forced -> List.of(call(forced.tool(), forced.arguments()));
            default -> texts("one, two, three", true);
        };
    }

    private static List<String> texts(String text, boolean pieces) {
        List<String> texts = pieces ? Answer.pieces(text) : List.of(text);
        return texts.stream().map(piece -> "{\"text\":%s}".formatted(quote(piece))).toList();
    }

    private static String call(String tool, String arguments) {
        return "{\"functionCall\":{\"name\":%s,\"args\":%s}}".formatted(quote(tool), arguments);
    }

    @Override
    public List<String> events(Asked asked, Answer answer) {
        List<String> events = new ArrayList<>();
        List<String> parts = parts(answer, true);
        boolean ends = !(answer instanceof Answer.Endless || answer instanceof Answer.BreaksOff);
        for (int i = 0; i < parts.size(); i++) {
            boolean last = ends && i == parts.size() - 1;
            events.add("data: " + reply(asked, parts.get(i), last) + "\r\n\r\n");
        }
        if (answer instanceof Answer.BreaksOff) {
            events.add("data: " + error(503, "broke off") + "\r\n\r\n");
        }
        return events;
    }

    @Override
    public String error(int status, String message) {
        String name =
                switch (status) {
                    case 401 -> "UNAUTHENTICATED";
                    case 403 -> "PERMISSION_DENIED";
                    case 404 -> "NOT_FOUND";
                    case 429 -> "RESOURCE_EXHAUSTED";
                    case 500 -> "INTERNAL";
                    case 503 -> "UNAVAILABLE";
                    default -> "INVALID_ARGUMENT";
                };
        return "{\"error\":{\"code\":%d,\"message\":%s,\"status\":\"%s\"}}"
                .formatted(status, quote(message), name);
    }
}
