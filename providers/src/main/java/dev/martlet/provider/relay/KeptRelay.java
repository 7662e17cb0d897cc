// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.relay;

import dev.martlet.core.Payload;
import dev.martlet.core.RequestHead;
import dev.martlet.provider.call.Outgoing;
import dev.martlet.provider.call.RelayRequest;
import dev.martlet.provider.catalogue.TokenCounter;
import dev.martlet.provider.pool.Provider;
import dev.martlet.provider.preset.Operation;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request about what a provider keeps: files, batches, responses. Bytes stream both ways. */
public final class KeptRelay implements RelayRequest {
    private final Operation operation;
    private final String path;
    private final RequestHead head;
    private final Payload payload;

    /**
     * A request.
     *
     * @param operation what is asked for
     * @param path where OpenAI has it behind the version
     * @param head what the client sent
     * @param payload its body
     */
    public KeptRelay(Operation operation, String path, RequestHead head, Payload payload) {
        this.operation = operation;
        this.path = path;
        this.head = head;
        this.payload = payload;
    }

    @Override
    public String model() {
        return "";
    }

    @Override
    public String dialect() {
        return operation == Operation.RESPONSES ? "openai-responses" : "openai-chat";
    }

    @Override
    public boolean fits(Provider provider) {
        return provider.api().operations().contains(operation);
    }

    @Override
    public Outgoing write(Provider provider, String model) {
        Map<String, String> headers = new LinkedHashMap<>();
        head.headers()
                .first(HeaderNames.CONTENT_TYPE)
                .ifPresent(type -> headers.put("content-type", type));
        headers.put("accept", head.headers().first(HeaderNames.ACCEPT).orElse("*/*"));
        String target = Targets.of(provider, operation, path, model);
        return new Outgoing(
                head.method(),
                head.query() == null ? target : target + '?' + head.query(),
                payload,
                headers,
                null);
    }

    /** To make something twice is not the same as to make it once. */
    @Override
    public boolean replayable(long limit) {
        return payload instanceof Payload.None && !head.method().equals(Method.POST);
    }

    @Override
    public boolean kept() {
        return true;
    }

    @Override
    public long tokens(TokenCounter tokens, String model) {
        return 0;
    }
}
