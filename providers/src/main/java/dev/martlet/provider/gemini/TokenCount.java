// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.gemini;

import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Dialect.Address;
import dev.martlet.provider.dialect.Fields;
import dev.martlet.provider.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code :countTokens}: how many tokens a request would have. */
public final class TokenCount {
    private TokenCount() {}

    /**
     * Where a provider counts, behind its base URL.
     *
     * @param model the provider's name of the model
     * @return the path
     */
    public static String path(String model) {
        return GeminiDialect.path(model) + ":countTokens";
    }

    /**
     * Reads what a client asks: contents alone, or a whole request.
     *
     * @param body the JSON body
     * @param address with the model
     * @return the request whose tokens are wanted
     * @throws BadChatException if it is none; names the field
     */
    public static ChatRequest readRequest(JsonNode body, Address address) {
        Fields count = Fields.ofProto(body, "");
        Fields whole = count.object("generateContentRequest");
        JsonNode asked = whole == null ? body : whole.node();
        return new RequestReader(asked, address).read();
    }

    /**
     * Writes what a provider is asked.
     *
     * @param request whose tokens are wanted
     * @param losses told of whatever the dialect cannot say
     * @return the JSON body
     */
    public static ObjectNode writeRequest(ChatRequest request, Losses losses) {
        ObjectNode body = Json.object();
        ObjectNode whole = body.putObject("generateContentRequest");
        whole.put("model", GeminiDialect.resource(request.model()));
        whole.setAll(new RequestWriter(request, SchemaForm.JSON_SCHEMA, losses).write());
        return body;
    }

    /**
     * Reads what a provider counted.
     *
     * @param body the JSON body
     * @return tokens
     * @throws BadChatException if it is no count
     */
    public static long readReply(JsonNode body) {
        Fields reply = Fields.ofProto(body, "");
        reply.required("totalTokens");
        return reply.count("totalTokens");
    }

    /**
     * Writes a count for a client.
     *
     * @param tokens how many
     * @return the JSON body
     */
    public static ObjectNode writeReply(long tokens) {
        return Json.object().put("totalTokens", tokens);
    }
}
