// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.provider.catalogue.TokenCounter;
import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonException;
import dev.martlet.provider.json.JsonMembers;
import dev.martlet.provider.pool.EventFormat;
import io.helidon.http.Status;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a client asks, in its dialect: the bytes, what has to be known of them at once, and the rest
 * when somebody wants it. Confined to the request's thread.
 */
public final class ClientRequest {
    /** In bytes: up to this a prompt is told by its size. */
    private static final int SMALL = 16 << 10;

    private final Dialect dialect;
    private final EventFormat events;
    private final Dialect.Address address;
    private final ReplayBody body;
    private final int size;
    private final String model;
    private final boolean stream;
    private final boolean usage;
    private final boolean legacy;
    private final long outputTokens;

    /**
     * Looks at a request; its values are not read yet.
     *
     * @param dialect the client's
     * @param events how a stream goes to the client
     * @param address what the path says
     * @param bytes the body; not copied, must not be changed
     * @throws GatewayException with a 400 if it is no JSON object or has no model
     */
    public ClientRequest(
            Dialect dialect, EventFormat events, Dialect.Address address, byte[] bytes) {
        this.dialect = dialect;
        this.events = events;
        this.address = address;
        this.body = new ReplayBody(bytes);
        this.size = bytes.length;
        JsonMembers members = members(bytes);
        boolean inPath = !address.model().isEmpty();
        @Nullable String named = inPath ? address.model() : members.text("model");
        if (named == null || named.isEmpty()) {
            throw bad("model", "model: missing (expected: the name of a model)");
        }
        this.model = named;
        this.stream = inPath ? address.stream() : Boolean.TRUE.equals(members.flag("stream"));
        this.legacy = dialect.legacy(members);
        this.outputTokens = OutputLimit.ofChat(dialect.name(), members);
        @Nullable JsonMembers options = members.object("stream_options");
        this.usage =
                !Forwarding.of(dialect).usageOption()
                        || (options != null && Boolean.TRUE.equals(options.flag("include_usage")));
    }

    private static JsonMembers members(byte[] bytes) {
        try {
            return JsonMembers.of(bytes);
        } catch (JsonException e) {
            throw bad(null, "The body is " + e.getMessage() + '.');
        }
    }

    static GatewayException bad(@Nullable String param, String message) {
        return new GatewayException(
                new Failure.ModelFailed(
                        Status.BAD_REQUEST_400, "invalid_request", message, param, null, false));
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
     * Whether events are wanted.
     *
     * @return true for a stream
     */
    public boolean stream() {
        return stream;
    }

    /** Whether the client of a stream sees its usage. */
    boolean usage() {
        return usage;
    }

    /**
     * The client's dialect.
     *
     * @return the dialect
     */
    public Dialect dialect() {
        return dialect;
    }

    EventFormat events() {
        return events;
    }

    /** In bytes. */
    long size() {
        return size;
    }

    /**
     * The tokens that the client allows the answer to have.
     *
     * @return of all choices together, or {@link dev.martlet.core.Demand#UNKNOWN}
     */
    public long outputTokens() {
        return outputTokens;
    }

    /**
     * The tokens of the prompt, quickly and seldom too low: small ones by their size, as JSON has
     * more characters than the texts in it; large ones, which may be images, by what is in them.
     *
     * @return an estimate, 1 or more
     */
    public long roughTokens() {
        long tokens = size <= SMALL ? size / 4 : promptTokens(TokenCounter.ROUGH, model);
        return Math.max(1, tokens);
    }

    /** A body that was not kept, or not understood, can be told by its size only. */
    long promptTokens(TokenCounter tokens, String model) {
        try {
            if (body.kept()) {
                return tokens.count(model, chat());
            }
        } catch (GatewayException e) {
            // Passed on in its own dialect, though we do not understand all of it.
        }
        return size / 4;
    }

    ReplayBody body() {
        return body;
    }

    /**
     * The request in the hub's words. Read anew each time: it may be large, and is seldom needed.
     *
     * @return the request
     * @throws GatewayException with a 400 that names the field at fault
     */
    public ChatRequest chat() {
        try {
            return dialect.readRequest(json(), address);
        } catch (BadChatException e) {
            throw bad(
                    e.field().isEmpty() ? null : e.field(),
                    Objects.requireNonNullElse(e.getMessage(), "The body is invalid."));
        }
    }

    private JsonNode json() {
        try {
            return Json.read(body.bytes());
        } catch (JsonException e) {
            throw bad(null, "The body is " + e.getMessage() + '.');
        }
    }

    /** Whether the client uses an old form of its dialect. */
    boolean legacy() {
        return legacy;
    }
}
