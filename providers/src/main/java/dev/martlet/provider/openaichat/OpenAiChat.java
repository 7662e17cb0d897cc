// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.json.JsonMembers;
import dev.martlet.provider.openai.OpenAiErrors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI's Chat Completions ({@code POST /chat/completions}), the wire format that most providers
 * imitate. Read are also the common additions: {@code reasoning_content}, {@code
 * reasoning_details}, {@code images}, {@code native_finish_reason}.
 */
public final class OpenAiChat implements Dialect {
    /** As a configuration writes it. */
    public static final String NAME = "openai-chat";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String path(String model, boolean stream) {
        return "/chat/completions";
    }

    @Override
    public ChatRequest readRequest(JsonNode body, Address address) {
        return new RequestReader(body).read();
    }

    /** Functions as they were before there were tools: the reply says function_call. */
    @Override
    public boolean legacy(JsonMembers body) {
        return body.has("functions") && !body.has("tools");
    }

    @Override
    public ObjectNode writeRequest(ChatRequest request, Losses losses) {
        return new RequestWriter(request, losses).write();
    }

    @Override
    public ChatReply readReply(JsonNode body) {
        return new ReplyReader(body).read();
    }

    @Override
    public ObjectNode writeReply(ChatReply reply, View view) {
        return new ReplyWriter(view).write(reply);
    }

    @Override
    public EventReader eventReader() {
        return new ChunkReader();
    }

    @Override
    public EventWriter eventWriter(View view) {
        return new ChunkWriter(view);
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
