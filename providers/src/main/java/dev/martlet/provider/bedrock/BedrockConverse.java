// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.bedrock;

import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.ProviderError;
import dev.martlet.provider.dialect.Dialect;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Converse API of Amazon Bedrock (API reference of the Bedrock runtime, version 2023-09-30).
 * Streams are framed by {@link AwsEventSource} and {@link AwsEventEncoder}, not as SSE.
 */
public final class BedrockConverse implements Dialect {
    static final String NAME = "bedrock-converse";

    private static final HeaderName ERROR_TYPE = HeaderNames.create(Errors.HEADER);

    /** Has no state. */
    public BedrockConverse() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String path(String model, boolean stream) {
        // Ids of models have colons, ARNs slashes too; both belong to one segment.
        String segment =
                URLEncoder.encode(model, StandardCharsets.UTF_8)
                        .replace("+", "%20")
                        .replace("*", "%2A")
                        .replace("%7E", "~");
        return "/model/" + segment + (stream ? "/converse-stream" : "/converse");
    }

    @Override
    public ChatRequest readRequest(JsonNode body, Address address) {
        return RequestReader.read(body, address);
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
        return Replies.write(reply);
    }

    @Override
    public EventReader eventReader() {
        return new StreamReader();
    }

    @Override
    public EventWriter eventWriter(View view) {
        return new StreamWriter();
    }

    @Override
    public ProviderError readError(int status, JsonNode body) {
        return Errors.read(status, "", body);
    }

    @Override
    public ProviderError readError(int status, Headers headers, JsonNode body) {
        return Errors.read(status, headers.first(ERROR_TYPE).orElse(""), body);
    }

    @Override
    public ObjectNode writeError(ProviderError error, String requestId) {
        return Errors.write(error);
    }

    @Override
    public void writeErrorHeaders(ProviderError error, WritableHeaders<?> headers) {
        headers.set(ERROR_TYPE, Errors.type(error));
    }
}
