// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Exchange;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Principal;
import dev.martlet.provider.catalogue.TokenCounter;
import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Message;
import dev.martlet.provider.chat.OutputFormat;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Role;
import dev.martlet.provider.pool.ModelPool;
import dev.martlet.provider.pool.Needs;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Finds out what a request needs of a target; where there is one target only, that is no matter.
 */
final class NeedsReader {
    private static final HeaderName SESSION = HeaderNames.create("x-session-id");

    private final Exchange exchange;
    private final ClientRequest request;
    private final ModelPool pool;
    private final TokenCounter tokens;

    NeedsReader(Exchange exchange, ClientRequest request, ModelPool pool, TokenCounter tokens) {
        this.exchange = exchange;
        this.request = request;
        this.pool = pool;
        this.tokens = tokens;
    }

    Needs read() {
        if (pool.candidates().size() < 2) {
            return new Needs(request.model(), 0, 0, false, false, false, null);
        }
        ChatRequest chat;
        try {
            chat = request.chat();
        } catch (GatewayException e) {
            if (!forwardable()) {
                throw e;
            }
            // What we do not understand may well be new: its own dialect's targets shall judge.
            return new Needs(request.model(), request.size() / 4, 0, false, false, false, null);
        }
        @Nullable Integer limit = chat.sampling().maxOutputTokens();
        return new Needs(
                request.model(),
                tokens(chat),
                limit == null ? 0 : limit,
                !chat.tools().isEmpty(),
                hasImages(chat),
                chat.format() instanceof OutputFormat.JsonSchema,
                pool.settings().affinity() ? session(chat) : null);
    }

    private boolean forwardable() {
        String own = request.dialect().name();
        return pool.candidates().stream()
                .map(candidate -> candidate.provider().speaking(own).dialect().name())
                .anyMatch(own::equals);
    }

    /**
     * Counting takes longer than all the rest of a call, so it is done only where it may decide:
     * near the end of a window.
     */
    private long tokens(ChatRequest chat) {
        long rough = TokenCounter.ROUGH.count(request.model(), chat);
        boolean near =
                pool.candidates().stream()
                        .mapToLong(one -> one.info(request.model()).contextWindow())
                        .anyMatch(window -> rough > window / 2 && rough < window * 2);
        return near ? tokens.count(request.model(), chat) : rough;
    }

    private static boolean hasImages(ChatRequest chat) {
        return chat.messages().stream()
                .flatMap(message -> message.parts().stream())
                .anyMatch(Part.Image.class::isInstance);
    }

    /** What the client says, or else the beginning of the conversation, which later turns share. */
    private Long session(ChatRequest chat) {
        @Nullable String tenant = Principal.tenantOf(exchange);
        long hash = tenant == null ? 0 : tenant.hashCode();
        @Nullable String named = named(chat);
        return mixed(hash, named == null ? beginning(chat) : named.hashCode());
    }

    private @Nullable String named(ChatRequest chat) {
        @Nullable String header = pool.settings().sessionHeader();
        HeaderName name = header == null ? SESSION : HeaderNames.create(header);
        Optional<String> session = exchange.headers().first(name);
        if (session.isPresent()) {
            return session.get();
        }
        @Nullable JsonNode key = chat.extras().fields().get("prompt_cache_key");
        return key != null && key.isString() ? key.stringValue() : null;
    }

    private static long beginning(ChatRequest chat) {
        long hash = 1;
        for (Message message : chat.messages()) {
            hash = mixed(hash, message.text().hashCode());
            if (message.role() == Role.USER) {
                break;
            }
        }
        return hash;
    }

    private static long mixed(long hash, long more) {
        return hash * 0x9e3779b97f4a7c15L + more;
    }
}
