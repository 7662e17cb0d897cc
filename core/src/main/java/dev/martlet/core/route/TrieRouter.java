// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.RequestFailure;
import dev.martlet.core.RequestHead;
import dev.martlet.core.Route;
import dev.martlet.core.RouteMatch;
import dev.martlet.core.Router;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the most specific route by a table per host and a trie of path segments in each, so that
 * the number of routes hardly matters.
 *
 * <p>Precedence, after the HTTPRouteRule of the Kubernetes Gateway API; the order of routes in a
 * file never matters:
 *
 * <ol>
 *   <li>host: exact, then the longest wildcard, then any. A less specific host is tried when no
 *       route of the more specific one takes the request.
 *   <li>path: exact; then templates, the one with most literal segments first, of these the one
 *       whose literals come first; then regular expressions, the longest first, of these by their
 *       text; then prefixes, with most literal segments first, of these with most segments, of
 *       these the one whose literals come first
 *   <li>a method condition before none
 *   <li>the greater number of header conditions
 *   <li>the greater number of query conditions
 *   <li>a {@code when} before none
 *   <li>more conditions on an exact value, then more regular expressions, then fewer methods
 * </ol>
 *
 * <p>Two routes that are still equal are an {@link Overlap} unless no request can meet both. Where
 * that depends on regular expressions or {@code when}, nobody can know: the first by name wins.
 *
 * <p>A request is routed by the normal form of its path ({@link RequestPath}). If what a lenient
 * upstream may read in that path leads to another route, or to none, it is refused as ambiguous, so
 * that {@code /admin%2Fusers}, {@code //admin/users} and {@code /x/..;/admin/users} do not get
 * around what {@code /admin/**} asks for. An exact path is taken at its word. A request that only
 * has the wrong method gets no route (404), as the Gateway API has it: a route of a less specific
 * path may take other methods, so there is no honest list for a 405's Allow.
 */
public final class TrieRouter implements Router {
    private final List<Route> routes;
    private final Map<String, HostTable> exact = new HashMap<>();
    private final RegionMap<HostTable> wildcards;
    private final @Nullable HostTable any;

    private TrieRouter(List<RouteSpec> specs, Map<HostPattern, List<RouteSpec>> byHost) {
        this.routes = specs.stream().map(RouteSpec::route).toList();
        Map<String, HostTable> domains = new HashMap<>();
        HostTable rest = null;
        for (var entry : byHost.entrySet()) {
            HostTable table = HostTable.of(entry.getValue());
            switch (entry.getKey().kind()) {
                case EXACT -> exact.put(entry.getKey().host(), table);
                case WILDCARD -> domains.put(entry.getKey().host(), table);
                case ANY -> rest = table;
            }
        }
        this.wildcards = RegionMap.of(domains);
        this.any = rest;
    }

    /**
     * Compiles routes.
     *
     * @param specs in the order of the configuration
     * @return the router, and everything that is wrong with the routes taken together
     */
    public static CompiledRoutes compile(List<RouteSpec> specs) {
        Map<HostPattern, List<RouteSpec>> byHost = new LinkedHashMap<>();
        for (RouteSpec spec : specs) {
            for (HostPattern host : spec.match().hosts()) {
                byHost.computeIfAbsent(host, ignored -> new ArrayList<>()).add(spec);
            }
        }
        return new CompiledRoutes(new TrieRouter(specs, byHost), Overlaps.of(byHost));
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    @Override
    public @Nullable RouteMatch match(Exchange exchange) {
        try {
            return find(exchange);
        } catch (GatewayException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            // "Does not match" would let the request through to a looser route.
            throw new GatewayException(new Failure.Internal(), e);
        }
    }

    private @Nullable RouteMatch find(Exchange exchange) {
        RequestHead head = exchange.request();
        if (!head.path().startsWith("/")) {
            return null;
        }
        String path = RequestPath.normalize(head.path());
        String host = HostPattern.withoutRootDot(head.host());
        Entry entry = find(exchange, host, path);
        if (entry == null) {
            return null;
        }
        if (RequestPath.mayBeReadOtherwise(path) && !entry.isExact()) {
            String lenient = RequestPath.lenient(path);
            if (!lenient.equals(path)) {
                checkSame(entry, find(exchange, host, lenient));
            }
        }
        return entry.match(path);
    }

    private static void checkSame(Entry entry, @Nullable Entry other) {
        if (other == null || !other.route().name().equals(entry.route().name())) {
            throw new GatewayException(
                    new RequestFailure.BadRequest(
                            "The path is ambiguous: it has encoded or repeated slashes, or the"
                                    + " like."));
        }
    }

    private @Nullable Entry find(Exchange exchange, String host, String path) {
        HostTable table = exact.get(host);
        Entry entry = table == null ? null : table.find(exchange, path);
        // From the left, so that the longest domain comes first.
        for (int dot = host.indexOf('.', 1);
                dot > 0 && entry == null;
                dot = host.indexOf('.', dot + 1)) {
            table = wildcards.get(host, dot + 1, host.length());
            entry = table == null ? null : table.find(exchange, path);
        }
        return entry == null && any != null ? any.find(exchange, path) : entry;
    }
}
