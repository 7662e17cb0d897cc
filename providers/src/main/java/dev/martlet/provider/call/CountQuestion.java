// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.GatewayException;
import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.CountsTokens;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import dev.martlet.provider.json.JsonMembers;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A client's question for the size of a prompt. Confined to the request's thread. */
public final class CountQuestion {
    private final Dialect dialect;
    private final CountsTokens form;
    private final Dialect.Address address;
    private final byte[] body;
    private final String model;
    private @Nullable ChatRequest chat;

    /**
     * Looks at a question.
     *
     * @param dialect the client's, one that {@link CountsTokens}
     * @param address what the path says
     * @param body not copied
     * @throws GatewayException with a 400 if it is no JSON object or has no model
     */
    public CountQuestion(Dialect dialect, Dialect.Address address, byte[] body) {
        if (!(dialect instanceof CountsTokens counts)) {
            throw new IllegalArgumentException(
                    "dialect: " + dialect.name() + " (expected: one that counts tokens)");
        }
        this.dialect = dialect;
        this.form = counts;
        this.address = address;
        this.body = body;
        @Nullable String named = address.model();
        try {
            JsonMembers members = JsonMembers.of(body);
            named = named.isEmpty() ? members.text("model") : named;
        } catch (JsonException e) {
            throw ClientRequest.bad(null, "The body is " + e.getMessage() + '.');
        }
        if (named == null || named.isEmpty()) {
            throw ClientRequest.bad("model", "model: missing (expected: the name of a model)");
        }
        this.model = named;
    }

    /**
     * What the client calls the model.
     *
     * @return a name or alias
     */
    public String model() {
        return model;
    }

    /**
     * The prompt.
     *
     * @return the prompt, read once
     * @throws GatewayException with a 400 that names the field at fault
     */
    public ChatRequest chat() {
        if (chat == null) {
            try {
                chat = form.readCount(Json.read(body), address);
            } catch (BadChatException e) {
                throw ClientRequest.bad(
                        e.field().isEmpty() ? null : e.field(),
                        Objects.requireNonNullElse(e.getMessage(), "The body is invalid."));
            } catch (JsonException e) {
                throw ClientRequest.bad(null, "The body is " + e.getMessage() + '.');
            }
        }
        return chat;
    }

    Dialect dialect() {
        return dialect;
    }

    CountsTokens form() {
        return form;
    }

    byte[] body() {
        return body;
    }
}
