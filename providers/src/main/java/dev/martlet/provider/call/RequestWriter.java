// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.provider.call.Trouble.Kind;
import dev.martlet.provider.chat.CarriedThought;
import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Message;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Role;
import dev.martlet.provider.config.QuirksConfig.Prefill;
import dev.martlet.provider.config.Unsupported;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.json.ByteSearch;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonEdit;
import dev.martlet.provider.json.JsonMembers;
import dev.martlet.provider.pool.Provider;
import dev.martlet.provider.pool.Turn;
import dev.martlet.provider.preset.Quirks;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes what a provider is asked: the client's bytes if they can stay, else a translation. */
final class RequestWriter {
    private static final ByteSearch DEVELOPER = ByteSearch.of("developer");

    private final ClientRequest request;
    private final Unsupported unsupported;
    private final Set<String> dropped = new LinkedHashSet<>();

    RequestWriter(ClientRequest request, Unsupported unsupported) {
        this.request = request;
        this.unsupported = unsupported;
    }

    /**
     * The body for a target.
     *
     * @param prefill what the assistant has said already, or null
     * @throws TryFailed if the target's dialect cannot say it
     */
    byte[] write(Turn turn, @Nullable String prefill) throws TryFailed {
        Provider provider = turn.provider();
        dropped.clear();
        if (prefill == null && same(provider)) {
            byte[] body = request.body().bytes();
            if (stays(body, provider)) {
                byte[] edited =
                        Forwarding.of(request.dialect())
                                .body(body, turn.model(), request.stream(), provider.quirks());
                return own(edited, provider.api());
            }
        }
        ChatRequest chat = request.chat().withModel(turn.model());
        if (!provider.quirks().developerRole()) {
            chat = withoutDevelopers(chat);
        }
        if (prefill != null) {
            chat = continued(chat, prefill);
        }
        return own(Json.write(translated(chat, provider, prefill != null)), provider.api());
    }

    /** What all chats with this provider have, or have not, in their bodies. */
    private static byte[] own(byte[] body, Provider.Api api) {
        if (api.body().isEmpty() && api.omit().isEmpty()) {
            return body;
        }
        JsonMembers members = JsonMembers.of(body);
        JsonEdit edit = members.edit();
        api.body()
                .forEach((name, value) -> {
                    if (!members.isSet(name)) {
                        edit.set(name, value);
                    }
                });
        api.omit().forEach(edit::remove);
        return edit.bytes();
    }

    /** What the last body had to leave out, in the client's words. */
    Set<String> dropped() {
        return dropped;
    }

    private boolean same(Provider provider) {
        return provider.dialect().name().equals(request.dialect().name());
    }

    private boolean stays(byte[] body, Provider provider) {
        return !CarriedThought.mayBeIn(body)
                && (provider.quirks().developerRole() || !hasDevelopers(body));
    }

    /** Taking the request apart costs more than all the rest: the word is looked for first. */
    private boolean hasDevelopers(byte[] body) {
        return DEVELOPER.in(body)
                && request.chat().messages().stream()
                        .anyMatch(message -> message.role() == Role.DEVELOPER);
    }

    private static ChatRequest withoutDevelopers(ChatRequest chat) {
        return chat.withMessages(
                chat.messages().stream()
                        .map(message ->
                                message.role() == Role.DEVELOPER
                                        ? new Message(
                                                Role.SYSTEM,
                                                message.parts(),
                                                message.name(),
                                                message.extras())
                                        : message)
                        .toList());
    }

    private static ChatRequest continued(ChatRequest chat, String prefill) {
        List<Message> turns = new ArrayList<>(chat.messages());
        turns.add(new Message(Role.ASSISTANT, List.of(new Part.Text(prefill))));
        return chat.withMessages(turns);
    }

    private ObjectNode translated(ChatRequest chat, Provider provider, boolean prefilled)
            throws TryFailed {
        var losses = new Losses();
        ObjectNode body = written(chat, provider, losses);
        if (!losses.refused().isEmpty() && unsupported == Unsupported.REFUSE) {
            throw new TryFailed(
                    Kind.UNSUPPORTED,
                    "The model cannot be asked for this in its API: "
                            + String.join(", ", losses.refused())
                            + '.');
        }
        dropped.addAll(losses.refused());
        dropped.addAll(losses.hints());
        if (Forwarding.of(provider.dialect()).usageOption()) {
            adapt(body, provider.quirks(), prefilled);
        }
        return body;
    }

    private static ObjectNode written(ChatRequest chat, Provider provider, Losses losses)
            throws TryFailed {
        try {
            return provider.dialect().writeRequest(chat, losses);
        } catch (BadChatException e) {
            throw new TryFailed(
                    new Trouble(
                            Kind.UNSUPPORTED,
                            "The model cannot be asked for this in its API: " + e.getMessage()),
                    e);
        }
    }

    private static void adapt(ObjectNode body, Quirks quirks, boolean prefilled) {
        if (!quirks.streamUsage()) {
            body.remove("stream_options");
        }
        @Nullable String limit = quirks.maxTokensField();
        if (limit != null) {
            String other = limit.equals("max_tokens") ? "max_completion_tokens" : "max_tokens";
            @Nullable JsonNode value = body.remove(other);
            if (value != null) {
                body.set(limit, value);
            }
        }
        if (prefilled
                && quirks.prefill() == Prefill.PREFIX_FLAG
                && body.get("messages") instanceof ArrayNode messages
                && messages.get(messages.size() - 1) instanceof ObjectNode last) {
            last.put("prefix", true);
        }
    }
}
