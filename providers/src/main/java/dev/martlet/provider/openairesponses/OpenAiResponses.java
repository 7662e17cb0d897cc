// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openairesponses;

import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.openai.OpenAiErrors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI's Responses ({@code POST /responses}). What the provider keeps between requests ({@code
 * previous_response_id}, {@code conversation}, item references) means something to that provider
 * only, and stays among what is unknown.
 */
public final class OpenAiResponses implements Dialect {
    /** As a configuration writes it. */
    public static final String NAME = "openai-responses";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String path(String model, boolean stream) {
        return "/responses";
    }

    @Override
    public ChatRequest readRequest(JsonNode body, Address address) {
        return new RequestReader(body).read();
    }

    @Override
    public ObjectNode writeRequest(ChatRequest request, Losses losses) {
        return new RequestWriter(request, losses).write();
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
        return OpenAiErrors.read(status, body);
    }

    @Override
    public ObjectNode writeError(ProviderError error, String requestId) {
        return OpenAiErrors.write(error, requestId);
    }
}
