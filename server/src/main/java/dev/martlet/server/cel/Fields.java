// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cel;

import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.martlet.core.Exchange;
import dev.martlet.core.Principal;
import dev.martlet.policy.tenant.Caller;
import dev.martlet.policy.tenant.Tenant;
import dev.martlet.provider.chat.RequestFacts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The fields of one variable: what the compiler may know about them, and where their values come
 * from.
 */
final class Fields {
    private record Field(CelType type, Function<Exchange, Optional<Object>> value) {}

    static final Fields REQUEST = request();

    /** A request whose body is for a model and has been read. */
    static final Fields MODEL_REQUEST =
            request()
                    .text("model", exchange -> facts(exchange).model())
                    .number("tokens", exchange -> facts(exchange).tokens())
                    .number("turns", exchange -> (long) facts(exchange).turns())
                    .flag("stream", exchange -> facts(exchange).stream())
                    .flag("tools", exchange -> facts(exchange).tools())
                    .flag("images", exchange -> facts(exchange).images());

    static final Fields ROUTE =
            new Fields("route").text("name", exchange -> exchange.match().route().name());

    /** Who pays; absent where nobody asked who is calling. */
    static final Fields TENANT =
            new Fields("tenant")
                    .maybe("name", SimpleType.STRING, Fields::tenant)
                    .maybe("parents", ListType.create(SimpleType.STRING), Fields::parents);

    /** The credential that was used, an API key or another. */
    static final Fields KEY =
            new Fields("key")
                    .maybe("id", SimpleType.STRING, Fields::keyId)
                    .maybe("method", SimpleType.STRING, Fields::keyMethod)
                    .maybe("label", SimpleType.STRING, Fields::keyLabel);

    private final String variable;
    private final Map<String, Field> fields = new LinkedHashMap<>();

    private Fields(String variable) {
        this.variable = variable;
    }

    private static Fields request() {
        return new Fields("request")
                .text("id", Exchange::id)
                .text("method", exchange -> exchange.request().method().text())
                .text("protocol", exchange -> exchange.peer().protocol())
                .text("scheme", exchange -> exchange.request().scheme())
                .text("host", exchange -> exchange.request().host())
                .text("path", exchange -> exchange.request().path())
                .text("raw_query", Fields::rawQuery)
                .map("query", exchange -> new QueryMap(exchange.request().query()))
                .map("headers", exchange -> new HeaderMap(exchange.request()))
                .text("listener", exchange -> exchange.peer().listener())
                .text("client", exchange -> exchange.client().getHostAddress());
    }

    private static RequestFacts facts(Exchange exchange) {
        RequestFacts facts = exchange.get(RequestFacts.KEY);
        if (facts == null) {
            throw new IllegalStateException(
                    "request: no facts about its body (expected: read by the target)");
        }
        return facts;
    }

    private static Optional<Principal> principal(Exchange exchange) {
        return Optional.ofNullable(exchange.get(Principal.KEY));
    }

    private static Optional<Caller> caller(Exchange exchange) {
        return Optional.ofNullable(exchange.get(Caller.KEY));
    }

    private static Optional<Object> tenant(Exchange exchange) {
        return principal(exchange)
                .map(Principal::tenant)
                .filter(name -> !name.isEmpty())
                .map(o -> o);
    }

    private static Optional<Object> parents(Exchange exchange) {
        return caller(exchange)
                .map(one -> one.tenant().lineage().stream().skip(1).map(Tenant::name).toList());
    }

    private static Optional<Object> keyId(Exchange exchange) {
        return principal(exchange).map(Principal::id);
    }

    private static Optional<Object> keyMethod(Exchange exchange) {
        return principal(exchange).map(Principal::method);
    }

    private static Optional<Object> keyLabel(Exchange exchange) {
        return caller(exchange)
                .flatMap(one -> Optional.ofNullable(one.key()))
                .flatMap(key -> Optional.ofNullable(key.label()));
    }

    /** A field that is there for some requests only: has() asks for it. */
    private Fields maybe(String name, CelType type, Function<Exchange, Optional<Object>> value) {
        fields.put(name, new Field(type, value));
        return this;
    }

    private Fields always(String name, CelType type, Function<Exchange, Object> value) {
        return maybe(name, type, value.andThen(Optional::of));
    }

    private Fields text(String name, Function<Exchange, Object> value) {
        return always(name, SimpleType.STRING, value);
    }

    private Fields number(String name, Function<Exchange, Object> value) {
        return always(name, SimpleType.INT, value);
    }

    private Fields flag(String name, Function<Exchange, Object> value) {
        return always(name, SimpleType.BOOL, value);
    }

    private Fields map(String name, Function<Exchange, Object> value) {
        return always(name, LazyMap.TYPE, value);
    }

    private static String rawQuery(Exchange exchange) {
        String query = exchange.request().query();
        return query == null ? "" : query;
    }

    String variable() {
        return variable;
    }

    Iterable<String> names() {
        return fields.keySet();
    }

    @SuppressWarnings("Immutable") // The fields are complete once the constants are.
    StructType type() {
        return StructType.create(
                variable,
                ImmutableSet.copyOf(fields.keySet()),
                name -> Optional.ofNullable(fields.get(name)).map(Field::type));
    }

    Optional<Object> value(String name, Exchange exchange) {
        Field field = fields.get(name);
        return field == null ? Optional.empty() : field.value().apply(exchange);
    }
}
