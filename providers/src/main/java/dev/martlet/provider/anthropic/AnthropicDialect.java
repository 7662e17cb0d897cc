// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.dialect.CountsTokens;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.json.JsonMembers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** {@code anthropic-messages}: the Messages API (version 2023-06-01). */
public final class AnthropicDialect implements Dialect, CountsTokens {
    /** As a configuration writes it. */
    public static final String NAME = "anthropic-messages";

    /**
     * The limit of tokens for a client whose own dialect needs none; a budget for thinking is added
     * to it. Every model that is still served takes as much.
     */
    public static final int DEFAULT_MAX_TOKENS = 8_192;

    private final StructuredOutput structured;

    /** For Anthropic's own API. */
    public AnthropicDialect() {
        this(StructuredOutput.NATIVE);
    }

    /**
     * For a provider that may not know all of the API.
     *
     * @param structured how an answer in a JSON Schema is asked for
     */
    public AnthropicDialect(StructuredOutput structured) {
        this.structured = structured;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String path(String model, boolean stream) {
        return "/v1/messages";
    }

    @Override
    public ChatRequest readRequest(JsonNode body, Address address) {
        return RequestReader.read(body);
    }

    @Override
    public ObjectNode writeRequest(ChatRequest request, Losses losses) {
        return new RequestWriter(request, structured, losses).write();
    }

    @Override
    public ChatReply readReply(JsonNode body) {
        return ReplyReader.read(body);
    }

    @Override
    public ObjectNode writeReply(ChatReply reply, View view) {
        return ReplyWriter.write(reply, view);
    }

    @Override
    public EventReader eventReader() {
        return new StreamReader();
    }

    @Override
    public EventWriter eventWriter(View view) {
        return new StreamWriter(view);
    }

    @Override
    public ProviderError readError(int status, JsonNode body) {
        return Errors.read(status, body);
    }

    @Override
    public ObjectNode writeError(ProviderError error, String requestId) {
        return Errors.write(error, requestId);
    }

    @Override
    public String countPath(String model) {
        return TokenCount.PATH;
    }

    @Override
    public byte[] countBody(byte[] body, String model) {
        return JsonMembers.of(body).edit().set("model", StringNode.valueOf(model)).bytes();
    }

    @Override
    public ChatRequest readCount(JsonNode body, Address address) {
        return TokenCount.readRequest(body);
    }

    @Override
    public ObjectNode writeCount(long tokens) {
        return TokenCount.writeReply(tokens);
    }
}
