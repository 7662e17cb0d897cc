// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.relay;

import dev.martlet.provider.call.Outgoing.Translated;
import dev.martlet.provider.call.UnsayableException;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonMembers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reranking as Jina has it, in the words of Cohere's {@code /v2/rerank}. */
final class CohereRerank {
    private static final Set<String> KNOWN =
            Set.of(
                    "model",
                    "query",
                    "documents",
                    "top_n",
                    "return_documents",
                    "max_tokens_per_doc",
                    "user");

    private final String model;
    private final String query;
    private final List<String> documents;
    private final boolean returned;
    private final @Nullable JsonNode most;
    private final @Nullable JsonNode tokensPerDocument;

    CohereRerank(JsonMembers members, String model) throws UnsayableException {
        for (String name : members.names()) {
            if (!KNOWN.contains(name) && members.isSet(name)) {
                throw new UnsayableException(
                        "The model's API cannot be asked for this: " + name + '.');
            }
        }
        this.model = model;
        @Nullable String asked = members.text("query");
        if (asked == null) {
            throw BadRelay.of("query", "query: missing (expected: a text)");
        }
        this.query = asked;
        this.documents = documents(members.value("documents"));
        this.returned = Boolean.TRUE.equals(members.flag("return_documents"));
        this.most = members.isSet("top_n") ? members.value("top_n") : null;
        this.tokensPerDocument =
                members.isSet("max_tokens_per_doc") ? members.value("max_tokens_per_doc") : null;
    }

    private static List<String> documents(@Nullable JsonNode from) throws UnsayableException {
        if (from == null || !from.isArray()) {
            throw BadRelay.of("documents", "documents: missing (expected: a list of texts)");
        }
        List<String> documents = new ArrayList<>(from.size());
        for (JsonNode document : from) {
            boolean plain =
                    document.isObject() && document.size() == 1 && document.path("text").isString();
            if (!document.isString() && !plain) {
                throw new UnsayableException(
                        "documents["
                                + documents.size()
                                + "]: not a text (expected: texts, the model's API takes nothing else)");
            }
            documents.add(plain ? document.path("text").stringValue() : document.stringValue());
        }
        return documents;
    }

    byte[] request() {
        ObjectNode body = Json.object().put("model", model).put("query", query);
        ArrayNode texts = body.putArray("documents");
        documents.forEach(texts::add);
        if (most != null) {
            body.set("top_n", most);
        }
        if (tokensPerDocument != null) {
            body.set("max_tokens_per_doc", tokensPerDocument);
        }
        return Json.write(body);
    }

    Translated reply(byte[] bytes) {
        JsonNode reply = Json.readReply(bytes);
        ObjectNode ours = Json.object();
        if (reply.path("id").isString()) {
            ours.set("id", reply.path("id"));
        }
        ours.put("model", model);
        ArrayNode results = ours.putArray("results");
        for (JsonNode result : reply.path("results")) {
            int index = result.path("index").intValue();
            ObjectNode one = results.addObject().put("index", index);
            one.set("relevance_score", result.path("relevance_score"));
            if (returned) {
                one.putObject("document").put("text", documents.get(index));
            }
        }
        if (reply.path("meta").isObject()) {
            ours.set("meta", reply.path("meta"));
        }
        JsonNode tokens = reply.path("meta").path("billed_units").path("input_tokens");
        @Nullable Usage usage = tokens.isNumber() ? new Usage(tokens.longValue(), 0) : null;
        return new Translated(Json.write(ours), usage);
    }
}
