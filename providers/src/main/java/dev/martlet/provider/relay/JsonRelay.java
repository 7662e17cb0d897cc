// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.relay;

import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.provider.call.Outgoing;
import dev.martlet.provider.call.OutputLimit;
import dev.martlet.provider.call.RelayRequest;
import dev.martlet.provider.call.UnsayableException;
import dev.martlet.provider.catalogue.TokenCounter;
import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonEdit;
import dev.martlet.provider.json.JsonException;
import dev.martlet.provider.json.JsonMembers;
import dev.martlet.provider.pool.Provider;
import dev.martlet.provider.preset.Operation;
import io.helidon.http.Method;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.StringNode;

/** A request whose body is a JSON object that names its model. */
public final class JsonRelay implements RelayRequest {
    private static final String OPTIONS = "stream_options";
    private static final String USAGE = "include_usage";

    private final Operation operation;
    private final String path;
    private final Dialect dialect;
    private final byte[] bytes;
    private final JsonMembers members;
    private final String model;
    private final boolean stream;

    /**
     * A request.
     *
     * @param operation what is asked for
     * @param path where OpenAI and Cohere have it behind the version, for example {@code
     *     /images/generations}
     * @param dialect the client's
     * @param otherwise the model where the body names none, as the API documents it; empty if there
     *     has to be one
     * @param bytes the body; not copied, must not be changed
     * @throws GatewayException with a 400 if it is no JSON object or has no model
     */
    public JsonRelay(
            Operation operation, String path, Dialect dialect, String otherwise, byte[] bytes) {
        this.operation = operation;
        this.path = path;
        this.dialect = dialect;
        this.bytes = bytes;
        this.members = members(bytes);
        @Nullable String named = members.text("model");
        this.model = named == null || named.isEmpty() ? otherwise : named;
        if (model.isEmpty()) {
            throw BadRelay.of("model", "model: missing (expected: the name of a model)");
        }
        this.stream = Boolean.TRUE.equals(members.flag("stream"));
    }

    static JsonMembers members(byte[] bytes) {
        try {
            return JsonMembers.of(bytes);
        } catch (JsonException e) {
            throw BadRelay.of(null, "The body is " + e.getMessage() + '.');
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
    public boolean stream() {
        return stream;
    }

    @Override
    public boolean usageWanted() {
        @Nullable JsonMembers options = members.object(OPTIONS);
        return operation != Operation.COMPLETIONS
                || (options != null && Boolean.TRUE.equals(options.flag(USAGE)));
    }

    @Override
    public boolean replayable(long limit) {
        return bytes.length <= limit;
    }

    @Override
    public long tokens(TokenCounter tokens, String name) {
        return bytes.length / 4;
    }

    @Override
    public long outputTokens() {
        return operation == Operation.COMPLETIONS ? OutputLimit.ofCompletion(members) : 0;
    }

    @Override
    public boolean fits(Provider provider) {
        if (!provider.api().operations().contains(operation)) {
            return false;
        }
        Shape theirs = Shape.of(provider.dialect());
        return theirs == Shape.of(dialect) || translatable(theirs);
    }

    private boolean translatable(Shape theirs) {
        if (Shape.of(dialect) != Shape.OPENAI) {
            return false;
        }
        return switch (operation) {
            case EMBEDDINGS -> theirs == Shape.COHERE || theirs == Shape.GEMINI;
            case RERANK -> theirs == Shape.COHERE;
            default -> false;
        };
    }

    @Override
    public Outgoing write(Provider provider, String name) throws UnsayableException {
        Shape theirs = Shape.of(provider.dialect());
        if (theirs == Shape.of(dialect)) {
            return post(Targets.of(provider, operation, path, name), body(provider, name), null);
        }
        if (operation == Operation.RERANK) {
            var rerank = new CohereRerank(members, name);
            String target = Targets.of(provider, operation, "/rerank", name);
            return post(target, rerank.request(), rerank::reply);
        }
        EmbeddingsQuestion question = EmbeddingsQuestion.read(members);
        if (theirs == Shape.COHERE) {
            var embed = new CohereEmbed(question, name);
            String target = Targets.of(provider, operation, "/embed", name);
            return post(target, embed.request(), embed::reply);
        }
        var embed = new GeminiEmbed(question, name);
        String target = Targets.gemini(provider, ":batchEmbedContents", name);
        return post(target, embed.request(), embed::reply);
    }

    private Outgoing post(
            String target, byte[] body, Outgoing.@Nullable ReplyTranslation translation) {
        String accept = stream ? "text/event-stream" : "application/json";
        return new Outgoing(
                Method.POST,
                target,
                new Payload.Buffered(body),
                Map.of(
                        "content-type",
                        "application/json",
                        "accept",
                        operation == Operation.AUDIO ? "*/*" : accept),
                translation);
    }

    private byte[] body(Provider provider, String name) {
        JsonEdit edit = members.edit();
        if (!name.equals(members.text("model"))) {
            edit.set("model", StringNode.valueOf(name));
        }
        if (operation == Operation.COMPLETIONS && stream) {
            options(edit, provider.quirks().streamUsage());
        }
        return edit.bytes();
    }

    /** What a stream has used is wanted always, for accounting. */
    private void options(JsonEdit edit, boolean known) {
        @Nullable JsonMembers options = members.object(OPTIONS);
        if (!known) {
            edit.remove(OPTIONS);
        } else if (options == null) {
            edit.set(OPTIONS, Json.object().put(USAGE, true));
        } else {
            edit.set(OPTIONS, options.edit().set(USAGE, BooleanNode.TRUE).bytes());
        }
    }
}
