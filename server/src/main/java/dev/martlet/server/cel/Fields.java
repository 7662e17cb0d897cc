// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cel;

import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.martlet.core.Exchange;
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
    private record Field(CelType type, Function<Exchange, Object> value) {}

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

    private Fields text(String name, Function<Exchange, Object> value) {
        fields.put(name, new Field(SimpleType.STRING, value));
        return this;
    }

    private Fields number(String name, Function<Exchange, Object> value) {
        fields.put(name, new Field(SimpleType.INT, value));
        return this;
    }

    private Fields flag(String name, Function<Exchange, Object> value) {
        fields.put(name, new Field(SimpleType.BOOL, value));
        return this;
    }

    private Fields map(String name, Function<Exchange, Object> value) {
        fields.put(name, new Field(LazyMap.TYPE, value));
        return this;
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
        return field == null ? Optional.empty() : Optional.of(field.value().apply(exchange));
    }
}
