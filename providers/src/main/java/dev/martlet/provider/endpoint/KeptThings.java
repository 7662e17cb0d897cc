// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.endpoint;

import dev.martlet.core.Access;
import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Payload;
import dev.martlet.core.Principal;
import dev.martlet.core.Reply;
import dev.martlet.provider.call.Keeper;
import dev.martlet.provider.json.JsonMembers;
import dev.martlet.provider.pool.Provider;
import dev.martlet.provider.pool.Seat;
import dev.martlet.provider.preset.Operation;
import dev.martlet.provider.relay.KeptRelay;
import dev.martlet.provider.relay.StoredResponses;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Requests about what a provider keeps: it alone can answer, so it has to be found. */
final class KeptThings {
    private static final HeaderName PROVIDER = HeaderNames.create("x-martlet-provider");
    private static final String RESPONSES = "openai-responses";

    private final ModelRoute.Parts parts;
    private final Globs allowed;

    KeptThings(ModelRoute.Parts parts, Globs allowed) {
        this.parts = parts;
        this.allowed = allowed;
    }

    /** Remembers who gave an answer. */
    Keeper keeper(Exchange exchange, String model) {
        @Nullable String tenant = Principal.tenantOf(exchange);
        return (turn, id) -> {
            Provider provider = turn.provider();
            if (provider.dialect().name().equals(RESPONSES)) {
                var seat = new Seat(provider.name(), turn.key().id());
                parts.stored().put(id, new StoredResponses.Stored(seat, model, tenant));
            }
        };
    }

    /** Where the response is kept that a request goes on from; null if there is none. */
    @Nullable Seat previous(Exchange exchange, byte[] body) {
        @Nullable String id = JsonMembers.of(body).text("previous_response_id");
        StoredResponses.@Nullable Stored stored = id == null ? null : find(exchange, id);
        if (id != null && stored == null && exchange.get(Principal.KEY) != null) {
            // The provider's account may be shared by tenants, so it must not be asked.
            throw notFound("not_found", "Previous response with id '" + id + "' not found.");
        }
        return stored == null ? null : stored.seat();
    }

    /** A response of another tenant is as unknown as one that never was. */
    private StoredResponses.@Nullable Stored find(Exchange exchange, String id) {
        StoredResponses.@Nullable Stored stored = parts.stored().find(id);
        boolean ours =
                stored != null
                        && Objects.equals(stored.tenant(), Principal.tenantOf(exchange))
                        && allowed.match(stored.model())
                        && Principal.accessOf(exchange).model(stored.model());
        return ours ? stored : null;
    }

    Reply response(Exchange exchange, ApiCall call) {
        String[] segments = call.path().split("/", -1);
        if (segments.length < 3 || !known(exchange)) {
            throw notFound("unknown_path", "No API of models has this method with this path.");
        }
        String id = segments[2];
        Map<String, Provider> able = able(exchange, Operation.RESPONSES);
        boolean anybodys = exchange.get(Principal.KEY) == null;
        // Whose it is nobody knows any more, so only where all callers are one it is theirs.
        if (anybodys && parts.stored().find(id) == null && able.size() == 1) {
            Provider only = able.values().iterator().next();
            return relay(exchange, call, only, only.keys().first());
        }
        StoredResponses.@Nullable Stored stored = find(exchange, id);
        @Nullable Provider provider = stored == null ? null : able.get(stored.seat().provider());
        if (stored == null || provider == null) {
            throw notFound("not_found", "Response with id '" + id + "' not found.");
        }
        return relay(exchange, call, provider, stored.seat().key());
    }

    Reply ofProvider(Exchange exchange, ApiCall call) {
        if (!known(exchange)) {
            throw notFound("unknown_path", "No API of models has this method with this path.");
        }
        Map<String, Provider> able = able(exchange, call.operation());
        @Nullable String named = exchange.headers().first(PROVIDER).orElse(null);
        @Nullable Provider provider = named == null ? only(able) : able.get(named);
        if (provider == null) {
            String names = able.isEmpty() ? "none has them" : String.join(", ", able.keySet());
            throw failed(
                    Status.BAD_REQUEST_400,
                    "provider_unknown",
                    "Whose "
                            + call.operation().text()
                            + "? Name a provider in the header x-martlet-provider (expected: "
                            + names
                            + ").",
                    PROVIDER.defaultCase());
        }
        return relay(exchange, call, provider, provider.keys().first());
    }

    private static boolean known(Exchange exchange) {
        Method method = exchange.request().method();
        return method.equals(Method.GET)
                || method.equals(Method.POST)
                || method.equals(Method.DELETE);
    }

    private static @Nullable Provider only(Map<String, Provider> able) {
        return able.size() == 1 ? able.values().iterator().next() : null;
    }

    /** Those that the models of route and caller lead to, as far as they have the operation. */
    private Map<String, Provider> able(Exchange exchange, Operation operation) {
        Access access = Principal.accessOf(exchange);
        Set<String> callers =
                parts.models()
                        .behind(parts.names().stream().filter(access::model).toList())
                        .keySet();
        Map<String, Provider> able = new TreeMap<>();
        parts.models()
                .behind(allowed.patterns())
                .forEach((name, provider) -> {
                    boolean openai = provider.dialect().name().startsWith("openai-");
                    if (openai
                            && callers.contains(name)
                            && provider.api().operations().contains(operation)) {
                        able.put(name, provider);
                    }
                });
        return able;
    }

    private Reply relay(Exchange exchange, ApiCall call, Provider provider, String key) {
        Payload payload = exchange.payload();
        var request = new KeptRelay(call.operation(), call.path(), exchange.request(), payload);
        return parts.relay().answer(exchange, request, provider, key);
    }

    private static GatewayException notFound(String reason, String message) {
        return failed(Status.NOT_FOUND_404, reason, message, null);
    }

    private static GatewayException failed(
            Status status, String reason, String message, @Nullable String param) {
        return new GatewayException(
                new Failure.ModelFailed(status, reason, message, param, null, false));
    }
}
