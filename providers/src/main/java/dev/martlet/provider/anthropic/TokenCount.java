// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Fields;
import dev.martlet.provider.json.Json;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/messages/count_tokens}: how many tokens a request would have. */
public final class TokenCount {
    /** Where a provider counts, behind its base URL. */
    public static final String PATH = "/v1/messages/count_tokens";

    /** All that counting takes; the rest of a request is about the answer. */
    private static final Set<String> COUNTED =
            Set.of(
                    "model",
                    "messages",
                    "system",
                    "tools",
                    "tool_choice",
                    "thinking",
                    "output_config",
                    "cache_control",
                    "mcp_servers",
                    "context_management");

    private TokenCount() {}

    /**
     * Reads what a client asks.
     *
     * @param body the JSON body; {@code max_tokens} may be missing
     * @return the request whose tokens are wanted
     * @throws BadChatException if it is none; names the field
     */
    public static ChatRequest readRequest(JsonNode body) {
        return RequestReader.readForCount(body);
    }

    /**
     * Writes what a provider is asked.
     *
     * @param request whose tokens are wanted
     * @param losses told of whatever the dialect cannot say
     * @return the JSON body
     */
    public static ObjectNode writeRequest(ChatRequest request, Losses losses) {
        ObjectNode body = new RequestWriter(request, StructuredOutput.NATIVE, losses).write();
        return body.retain(COUNTED);
    }

    /**
     * Reads what a provider counted.
     *
     * @param body the JSON body
     * @return tokens
     * @throws BadChatException if it is no count
     */
    public static long readReply(JsonNode body) {
        Fields reply = Fields.of(body, "");
        reply.required("input_tokens");
        return reply.count("input_tokens");
    }

    /**
     * Writes a count for a client.
     *
     * @param tokens how many
     * @return the JSON body
     */
    public static ObjectNode writeReply(long tokens) {
        return Json.object().put("input_tokens", tokens);
    }
}
