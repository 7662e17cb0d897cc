// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.cohere;

import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.dialect.Dialect;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Cohere's chat API, version 2 (API reference, "Chat" and "Chat with Streaming"). */
public final class CohereChat implements Dialect {
    /** As configurations write it. */
    public static final String NAME = "cohere-chat";

    /** Has no state. */
    public CohereChat() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String path(String model, boolean stream) {
        return "/v2/chat";
    }

    @Override
    public ChatRequest readRequest(JsonNode body, Address address) {
        return RequestReader.read(body);
    }

    @Override
    public ObjectNode writeRequest(ChatRequest request, Losses losses) {
        return new RequestWriter(request, losses).write();
    }

    @Override
    public ChatReply readReply(JsonNode body) {
        return Replies.read(body);
    }

    @Override
    public ObjectNode writeReply(ChatReply reply, View view) {
        return Replies.write(reply, view);
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
}
