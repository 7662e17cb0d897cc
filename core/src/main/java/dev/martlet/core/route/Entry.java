// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import dev.martlet.core.Exchange;
import dev.martlet.core.RequestHead;
import dev.martlet.core.Route;
import dev.martlet.core.RouteMatch;
import dev.martlet.core.route.PathPattern.Segment;
import dev.martlet.core.route.PathPattern.Segments;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One route with its conditions beyond host and path, ready to be asked. */
final class Entry {
    private record HeaderTest(HeaderName name, ValueMatch value) {}

    private final Route route;
    private final PathPattern path;
    private final Set<String> methods;
    private final List<HeaderTest> headers;
    private final List<FieldMatch> query;
    private final @Nullable When when;
    private final boolean anywhere;

    /** The one result if the path holds nothing that varies. */
    private final @Nullable RouteMatch fixed;

    /** Length of the text before what {@code /**} takes, or -1 if there are variables. */
    private final int prefix;

    Entry(RouteSpec spec) {
        Match match = spec.match();
        // Held here, not through the spec: every step less is a cache miss less in a large table.
        this.route = spec.route();
        this.path = match.path();
        this.methods = match.methods();
        this.headers =
                match.headers().stream()
                        .map(field ->
                                new HeaderTest(HeaderNames.create(field.name()), field.value()))
                        .toList();
        this.query = List.copyOf(match.query());
        this.when = match.when();
        this.anywhere = methods.isEmpty() && headers.isEmpty() && query.isEmpty() && when == null;
        boolean varies =
                match.path() instanceof Segments segments
                        && (segments.rest() || segments.hasVariables());
        this.fixed = varies ? null : new RouteMatch(spec.route(), Map.of(), "");
        this.prefix =
                match.path() instanceof Segments segments && !segments.hasVariables()
                        ? segments.segments().stream().mapToInt(s -> s.text().length() + 1).sum()
                        : -1;
    }

    Route route() {
        return route;
    }

    boolean isExact() {
        return Precedence.kind(path) == Precedence.Kind.EXACT;
    }

    /** Whether the request meets all conditions; cheap ones first. */
    boolean takes(Exchange exchange) {
        if (anywhere) {
            return true;
        }
        RequestHead head = exchange.request();
        return (methods.isEmpty() || methods.contains(head.method().text()))
                && headersMatch(head.headers())
                && queryMatches(head.query())
                && (when == null || when.condition().test(exchange));
    }

    private boolean headersMatch(Headers received) {
        for (HeaderTest test : headers) {
            if (!test.value().matches(value(received, test.name()))) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String value(Headers received, HeaderName name) {
        if (!received.contains(name)) {
            return null;
        }
        Header header = received.get(name);
        return header.valueCount() == 1 ? header.get() : String.join(", ", header.allValues());
    }

    private boolean queryMatches(@Nullable String received) {
        for (FieldMatch test : query) {
            if (!test.value().matches(QueryText.first(received, test.name()))) {
                return false;
            }
        }
        return true;
    }

    /** The result for a path that this entry's pattern takes. */
    RouteMatch match(String path) {
        if (fixed != null) {
            return fixed;
        }
        if (prefix >= 0) {
            return new RouteMatch(route(), Map.of(), path.substring(prefix));
        }
        return variables(path);
    }

    private RouteMatch variables(String path) {
        Map<String, String> values = Map.of();
        int at = 0;
        for (Segment segment : ((Segments) this.path).segments()) {
            int slash = path.indexOf('/', at + 1);
            int end = slash < 0 ? path.length() : slash;
            if (segment.variable()) {
                values = with(values, segment.text(), path.substring(at + 1, end));
            }
            at = end;
        }
        return new RouteMatch(route(), values, path.substring(at));
    }

    /** One variable is the common case, and its map the smallest there is. */
    private static Map<String, String> with(Map<String, String> values, String name, String value) {
        if (values.isEmpty()) {
            return Map.of(name, value);
        }
        Map<String, String> more = values.size() == 1 ? new HashMap<>(values) : values;
        more.put(name, value);
        return more;
    }
}
