// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.relay;

import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.provider.call.Outgoing;
import dev.martlet.provider.call.RelayRequest;
import dev.martlet.provider.catalogue.TokenCounter;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonEdit;
import dev.martlet.provider.json.JsonException;
import dev.martlet.provider.json.JsonMembers;
import dev.martlet.provider.pool.Provider;
import dev.martlet.provider.preset.Operation;
import io.helidon.http.Method;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.StringNode;

/** Google's embedContent and batchEmbedContents: the path names the model, and the body as well. */
public final class GeminiRelay implements RelayRequest {
    private static final String REQUESTS = "requests";

    private final String model;
    private final String method;
    private final Dialect dialect;
    private final byte[] bytes;
    private final JsonMembers members;
    private final List<JsonMembers> requests;

    /**
     * A request.
     *
     * @param model what the path names
     * @param method with its colon
     * @param dialect the client's
     * @param bytes the body; not copied, must not be changed
     * @throws GatewayException with a 400 if it is no JSON object
     */
    public GeminiRelay(String model, String method, Dialect dialect, byte[] bytes) {
        this.model = model;
        this.method = method;
        this.dialect = dialect;
        this.bytes = bytes;
        this.members = JsonRelay.members(bytes);
        try {
            this.requests = members.objects(REQUESTS);
        } catch (JsonException e) {
            throw BadRelay.of(REQUESTS, "requests: " + e.getMessage());
        }
    }

    @Override
    public String model() {
        return model;
    }

    @Override
    public String dialect() {
        return dialect.name();
    }

    @Override
    public boolean fits(Provider provider) {
        return Shape.of(provider.dialect()) == Shape.GEMINI
                && provider.api().operations().contains(Operation.EMBEDDINGS);
    }

    @Override
    public Outgoing write(Provider provider, String name) {
        return new Outgoing(
                Method.POST,
                Targets.gemini(provider, method, name),
                new Payload.Buffered(body(GeminiEmbed.resource(name))),
                Map.of("content-type", "application/json", "accept", "application/json"),
                null);
    }

    private byte[] body(String resource) {
        JsonEdit edit = members.edit();
        if (members.isSet("model")) {
            edit.set("model", StringNode.valueOf(resource));
        }
        if (!requests.isEmpty()) {
            edit.set(REQUESTS, requests(Json.write(StringNode.valueOf(resource))));
        }
        return edit.bytes();
    }

    private byte[] requests(byte[] resource) {
        var array = new ByteArrayOutputStream(bytes.length);
        for (JsonMembers request : requests) {
            array.write(array.size() == 0 ? '[' : ',');
            array.writeBytes(request.edit().set("model", resource).bytes());
        }
        array.write(']');
        return array.toByteArray();
    }

    @Override
    public boolean replayable(long limit) {
        return bytes.length <= limit;
    }

    @Override
    public long tokens(TokenCounter tokens, String name) {
        return bytes.length / 4;
    }
}
