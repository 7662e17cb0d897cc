// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.gemini;

import dev.martlet.provider.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code logprobsResult}, from and to the words of openai-chat. */
final class Logprobs {
    private Logprobs() {}

    static @Nullable JsonNode read(@Nullable JsonNode result) {
        if (result == null || !result.path("chosenCandidates").isArray()) {
            return null;
        }
        ObjectNode node = Json.object();
        ArrayNode content = node.putArray("content");
        JsonNode chosen = result.path("chosenCandidates");
        for (int i = 0; i < chosen.size(); i++) {
            ObjectNode token = token(chosen.get(i));
            ArrayNode top = token.putArray("top_logprobs");
            result.path("topCandidates")
                    .path(i)
                    .path("candidates")
                    .forEach(each -> top.add(token(each)));
            content.add(token);
        }
        return node;
    }

    private static ObjectNode token(JsonNode candidate) {
        ObjectNode token = Json.object();
        token.put("token", candidate.path("token").asString(""));
        token.set("logprob", candidate.path("logProbability"));
        return token.putNull("bytes");
    }

    static @Nullable ObjectNode write(@Nullable JsonNode logprobs) {
        if (logprobs == null || !logprobs.path("content").isArray()) {
            return null;
        }
        ObjectNode result = Json.object();
        ArrayNode top = result.putArray("topCandidates");
        ArrayNode chosen = result.putArray("chosenCandidates");
        for (JsonNode token : logprobs.path("content")) {
            chosen.add(candidate(token));
            ArrayNode candidates = top.addObject().putArray("candidates");
            token.path("top_logprobs").forEach(each -> candidates.add(candidate(each)));
        }
        return result;
    }

    private static ObjectNode candidate(JsonNode token) {
        ObjectNode candidate = Json.object();
        candidate.put("token", token.path("token").asString(""));
        candidate.set("logProbability", token.path("logprob"));
        return candidate;
    }
}
