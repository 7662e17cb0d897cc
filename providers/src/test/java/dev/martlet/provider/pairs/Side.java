// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pairs;

import dev.martlet.core.Body;
import dev.martlet.core.Event;
import dev.martlet.core.EventSource;
import dev.martlet.provider.anthropic.AnthropicDialect;
import dev.martlet.provider.bedrock.AwsEventEncoder;
import dev.martlet.provider.bedrock.AwsEventSource;
import dev.martlet.provider.bedrock.BedrockConverse;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.cohere.CohereChat;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.gemini.GeminiDialect;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.openaichat.OpenAiChat;
import dev.martlet.provider.openairesponses.OpenAiResponses;
import dev.martlet.provider.sse.SseEncoder;
import dev.martlet.provider.sse.SseSource;
import dev.martlet.provider.testing.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One of the six dialects, as that of the client or of the provider. */
final class Side {
    static final Side OPENAI_CHAT =
            new Side(
                    "openai-chat",
                    new OpenAiChat(),
                    "gpt-5",
                    "( -)* \\[DONE\\]",
                    null,
                    null,
                    "messages",
                    "/choices/0/message");
    static final Side OPENAI_RESPONSES =
            new Side(
                    "openai-responses",
                    new OpenAiResponses(),
                    "gpt-5",
                    " response\\.created( response\\.in_progress)?"
                            + "( response\\.(output_item|content_part|output_text|function_call_arguments"
                            + "|reasoning_summary_part|reasoning_summary_text|reasoning_text)\\.\\w+)*"
                            + " response\\.completed",
                    null,
                    "gAAAAABo1",
                    "input",
                    "/output");
    static final Side ANTHROPIC =
            new Side(
                    "anthropic",
                    new AnthropicDialect(),
                    "claude-sonnet-4-5",
                    " message_start( ping)?"
                            + "( content_block_start( content_block_delta)* content_block_stop)*"
                            + " message_delta message_stop",
                    "EqQBCgIYAhIk",
                    null,
                    "messages",
                    "/content");
    static final Side GEMINI =
            new Side(
                    "gemini",
                    new GeminiDialect(),
                    "gemini-2.5-pro",
                    "( -)+",
                    null,
                    null,
                    "contents",
                    "/candidates/0/content");
    static final Side COHERE =
            new Side(
                    "cohere",
                    new CohereChat(),
                    "command-a-reasoning-08-2025",
                    " message-start( content-start( content-delta)* content-end"
                            + "| tool-call-start( tool-call-delta)* tool-call-end)* message-end",
                    null,
                    null,
                    "messages",
                    "/message");
    static final Side BEDROCK =
            new Side(
                    "bedrock",
                    new BedrockConverse(),
                    "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
                    " messageStart(( contentBlockStart)?( contentBlockDelta)* contentBlockStop)*"
                            + " messageStop metadata",
                    "ErcBCkgIBxAB",
                    null,
                    "messages",
                    "/output/message");

    static final List<Side> ALL =
            List.of(OPENAI_CHAT, OPENAI_RESPONSES, ANTHROPIC, GEMINI, COHERE, BEDROCK);

    private final String name;
    private final Dialect dialect;
    private final String model;
    private final Pattern order;
    private final String signature;
    private final String encrypted;
    private final String turns;
    private final String answer;

    private Side(
            String name,
            Dialect dialect,
            String model,
            String order,
            String signature,
            String encrypted,
            String turns,
            String answer) {
        this.name = name;
        this.dialect = dialect;
        this.model = model;
        this.order = Pattern.compile(order);
        this.signature = signature;
        this.encrypted = encrypted;
        this.turns = turns;
        this.answer = answer;
    }

    Dialect dialect() {
        return dialect;
    }

    String model() {
        return model;
    }

    Dialect.Address address(boolean stream) {
        return this == GEMINI || this == BEDROCK
                ? new Dialect.Address(model, stream)
                : Dialect.Address.NONE;
    }

    /** The order in which the types of a stream's events have to come. */
    Pattern order() {
        return order;
    }

    /** A thought as the dialect's own provider gives it. */
    Part.Reasoning thought(String text) {
        return new Part.Reasoning(
                text,
                this == ANTHROPIC || this == OPENAI_RESPONSES,
                signature,
                encrypted,
                this == OPENAI_RESPONSES ? "rs_1" : null,
                dialect.name(),
                Extras.NONE);
    }

    /** A Claude that thinks within a budget goes on after tools from its own thought only. */
    boolean needsItsThought() {
        return this == ANTHROPIC || this == BEDROCK;
    }

    /** What the provider wants back with a call. */
    String callSignature() {
        return this == GEMINI ? "CiQB0e2Kb1w=" : null;
    }

    /** What of an answer has to come back to the provider; null if nothing. */
    String proof() {
        return this == GEMINI ? callSignature() : signature == null ? encrypted : signature;
    }

    JsonNode golden(String file) {
        return Golden.json("pairs/" + dialect.name() + '/' + file);
    }

    List<Event> stream(String name) {
        List<Event> events = Golden.events("pairs/" + dialect.name() + '/' + name + ".stream.txt");
        return framed(events);
    }

    /** Events as they come out at the other end of the wire. */
    List<Event> framed(List<Event> events) {
        var bytes = new ByteArrayOutputStream();
        for (Event event : events) {
            bytes.writeBytes(
                    this == BEDROCK
                            ? new AwsEventEncoder().encode(event)
                            : new SseEncoder().encode(event));
        }
        Body body = Body.of(bytes.toByteArray());
        List<Event> out = new ArrayList<>();
        try (EventSource source =
                this == BEDROCK ? new AwsEventSource(body) : new SseSource(body)) {
            for (Event event = source.next(); event != null; event = source.next()) {
                out.add(event);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out;
    }

    /** What a client sends in its next turn: its first request, the answer, and a question. */
    JsonNode nextTurn(JsonNode request, JsonNode reply) {
        ObjectNode next = (ObjectNode) Json.read(Json.write(request));
        ArrayNode history = (ArrayNode) next.get(turns);
        JsonNode said = reply.at(answer);
        if (this == ANTHROPIC) {
            history.addObject().put("role", "assistant").set("content", said);
        } else if (this == OPENAI_RESPONSES) {
            history.addAll((ArrayNode) said);
        } else {
            history.add(said);
        }
        history.add(question());
        return next;
    }

    private JsonNode question() {
        if (this == GEMINI) {
            return Json.read("{\"role\":\"user\",\"parts\":[{\"text\":\"And Rome?\"}]}");
        }
        return this == BEDROCK
                ? Json.read("{\"role\":\"user\",\"content\":[{\"text\":\"And Rome?\"}]}")
                : Json.read("{\"role\":\"user\",\"content\":\"And Rome?\"}");
    }

    @Override
    public String toString() {
        return name;
    }
}
