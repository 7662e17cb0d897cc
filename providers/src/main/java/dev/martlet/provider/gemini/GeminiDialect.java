// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.gemini;

import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.dialect.CountsTokens;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.json.JsonMembers;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * {@code gemini}: generateContent of the Gemini API and of Vertex AI. The base URL ends where the
 * model's resource begins: {@code …/v1beta}, or {@code …/publishers/google}.
 */
public final class GeminiDialect implements Dialect, CountsTokens {
    /** As a configuration writes it. */
    public static final String NAME = "gemini";

    private final SchemaForm schemas;

    /** For Google's own APIs. */
    public GeminiDialect() {
        this(SchemaForm.JSON_SCHEMA);
    }

    /**
     * For a provider that may not know all of the API.
     *
     * @param schemas how schemas are told
     */
    public GeminiDialect(SchemaForm schemas) {
        this.schemas = schemas;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String path(String model, boolean stream) {
        return path(model) + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent");
    }

    /** Models that were tuned have a collection of their own. */
    static String resource(String model) {
        return model.startsWith("models/") || model.startsWith("tunedModels/")
                ? model
                : "models/" + model;
    }

    static String path(String model) {
        String resource = resource(model);
        int slash = resource.indexOf('/');
        String name = URLEncoder.encode(resource.substring(slash + 1), StandardCharsets.UTF_8);
        return '/' + resource.substring(0, slash + 1) + name.replace("+", "%20");
    }

    @Override
    public ChatRequest readRequest(JsonNode body, Address address) {
        return new RequestReader(body, address).read();
    }

    @Override
    public ObjectNode writeRequest(ChatRequest request, Losses losses) {
        return new RequestWriter(request, schemas, losses).write();
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
        return TokenCount.path(model);
    }

    @Override
    public byte[] countBody(byte[] body, String model) {
        JsonMembers members = JsonMembers.of(body);
        JsonMembers whole = members.object("generateContentRequest");
        if (whole == null) {
            return body;
        }
        // The model stands here once more, and has to be the one of the path.
        var name = StringNode.valueOf(resource(model));
        byte[] inner = whole.edit().set("model", name).bytes();
        return members.edit().set("generateContentRequest", inner).bytes();
    }

    @Override
    public ChatRequest readCount(JsonNode body, Address address) {
        return TokenCount.readRequest(body, address);
    }

    @Override
    public ObjectNode writeCount(long tokens) {
        return TokenCount.writeReply(tokens);
    }
}
