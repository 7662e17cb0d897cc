// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import static dev.martlet.core.route.Specs.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.martlet.core.Failure;
import dev.martlet.core.Fixture;
import dev.martlet.core.GatewayException;
import dev.martlet.core.RequestFailure;
import dev.martlet.core.Route;
import dev.martlet.core.RouteMatch;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrieRouterTest {
    @Test
    void anExactHostComesBeforeAWildcardAndALongerWildcardBeforeAShorter() {
        TrieRouter router =
                router(
                        route("any"),
                        route("short").host("*.com"),
                        route("long").host("*.example.com"),
                        route("one").host("api.example.com"));
        assertThat(find(router, "GET", "http://api.example.com/")).isEqualTo("one");
        assertThat(find(router, "GET", "http://API.Example.com:8443/")).isEqualTo("one");
        assertThat(find(router, "GET", "http://api.example.com./")).isEqualTo("one");
        assertThat(find(router, "GET", "http://a.b.example.com/")).isEqualTo("long");
        assertThat(find(router, "GET", "http://example.com/")).isEqualTo("short");
        assertThat(find(router, "GET", "http://com/")).isEqualTo("any");
        assertThat(find(router, "GET", "http:///")).isEqualTo("any");
    }

    @Test
    void aLessSpecificHostIsTriedWhenTheMoreSpecificOneHasNoRouteForTheRequest() {
        TrieRouter router =
                router(
                        route("health", "/health"),
                        route("wild", "/w/**").host("*.example.com"),
                        route("api", "/api/**").host("api.example.com"));
        assertThat(find(router, "GET", "http://api.example.com/health")).isEqualTo("health");
        assertThat(find(router, "GET", "http://api.example.com/w/1")).isEqualTo("wild");
        assertThat(find(router, "GET", "http://api.example.com/other")).isNull();
    }

    @Test
    void anAddressIsAHostToo() {
        TrieRouter router = router(route("six").host("[::1]"), route("four").host("127.0.0.1"));
        assertThat(find(router, "GET", "http://[::1]:8080/")).isEqualTo("six");
        assertThat(find(router, "GET", "http://127.0.0.1:8080/")).isEqualTo("four");
    }

    @ParameterizedTest
    @CsvSource({
        "/orders/7/items, exact",
        "/orders/8/items, items",
        "/orders/8/lines, template",
        "/orders/8/9, expression",
        "/orders/8/x/y, prefix",
        "/orders, prefix",
        "/orders/, prefix",
        "/ordersx, root",
        "/, root",
    })
    void aMoreSpecificPathComesFirst(String path, String expected) {
        TrieRouter router =
                router(
                        route("root", "/**"),
                        route("prefix", "/orders/**"),
                        route("expression").regex("/orders/\\d+/[0-9a-z]+"),
                        route("template", "/{kind}/{id}/lines"),
                        route("items", "/orders/{id}/items"),
                        route("exact", "/orders/7/items"));
        assertThat(find(router, "GET", "http://a" + path)).isEqualTo(expected);
    }

    @Test
    void ofTemplatesTheOneWithMoreLiteralsWinsEvenIfItsVariableComesFirst() {
        TrieRouter router = router(route("a", "/x/{b}/{c}/{d}"), route("b", "/{a}/y/z/{d}"));
        assertThat(find(router, "GET", "http://a/x/y/z/1")).isEqualTo("b");
        assertThat(find(router, "GET", "http://a/x/y/w/1")).isEqualTo("a");
    }

    @Test
    void ofTemplatesWithAsManyLiteralsTheOneWhoseLiteralsComeFirstWins() {
        TrieRouter router = router(route("a", "/{a}/y"), route("b", "/x/{b}"));
        assertThat(find(router, "GET", "http://a/x/y")).isEqualTo("b");
    }

    @Test
    void aPrefixWithMoreLiteralsWinsOverALongerOneOfVariables() {
        TrieRouter router = router(route("deep", "/{a}/{b}/{c}/**"), route("admin", "/admin/**"));
        assertThat(find(router, "GET", "http://a/admin/1/2/3")).isEqualTo("admin");
        assertThat(find(router, "GET", "http://a/other/1/2/3")).isEqualTo("deep");
    }

    @Test
    void methodsThenHeadersThenQueryThenWhenDecide() {
        Specs[] routes = {
            route("none"),
            route("when").when("true", exchange -> exchange.headers().size() > 0),
            route("query").query("v", "2"),
            route("queries").query("v", "2").query("w", "*"),
            route("header").header("X-Beta", "1"),
            route("method").methods("POST"),
        };
        TrieRouter router = router(routes);
        assertThat(find(router, "GET", "http://a/")).isEqualTo("none");
        assertThat(find(router, "GET", "http://a/", "a: b")).isEqualTo("when");
        assertThat(find(router, "GET", "http://a/?v=2", "a: b")).isEqualTo("query");
        assertThat(find(router, "GET", "http://a/?v=2&w", "a: b")).isEqualTo("queries");
        assertThat(find(router, "GET", "http://a/?v=2&w", "x-beta: 1")).isEqualTo("header");
        assertThat(find(router, "POST", "http://a/?v=2&w", "x-beta: 1")).isEqualTo("method");
    }

    @Test
    void anExactValueComesBeforeAnExpressionAndThatBeforeMerePresence() {
        TrieRouter router =
                router(
                        route("present").header("v", "*"),
                        route("expression").header("v", "~[0-9]+"),
                        route("exact").header("v", "1"));
        assertThat(find(router, "GET", "http://a/", "v: 1")).isEqualTo("exact");
        assertThat(find(router, "GET", "http://a/", "v: 22")).isEqualTo("expression");
        assertThat(find(router, "GET", "http://a/", "v: x")).isEqualTo("present");
        assertThat(find(router, "GET", "http://a/", "v: ")).isEqualTo("present");
        assertThat(find(router, "GET", "http://a/")).isNull();
    }

    @Test
    void aHeaderInSeveralLinesIsOneValue() {
        TrieRouter router = router(route("one").header("v", "1"), route("two").header("v", "1, 2"));
        assertThat(find(router, "GET", "http://a/", "v: 1", "v: 2")).isEqualTo("two");
        assertThat(find(router, "GET", "http://a/", "v: 1", "v: 3")).isNull();
    }

    @Test
    void queryConditionsSeeDecodedTextAndTheFirstValue() {
        TrieRouter router = router(route("r").query("a b", "ü&c"));
        assertThat(find(router, "GET", "http://a/?x&a+b=%C3%BC%26c")).isEqualTo("r");
        assertThat(find(router, "GET", "http://a/?a%20b=%C3%BC%26c&a+b=no")).isEqualTo("r");
        assertThat(find(router, "GET", "http://a/?a+b=no&a+b=%C3%BC%26c")).isNull();
        assertThat(find(router, "GET", "http://a/")).isNull();
    }

    @Test
    void aMethodIsComparedWithCase() {
        TrieRouter router = router(route("r").methods("GET", "POST"));
        assertThat(find(router, "POST", "http://a/")).isEqualTo("r");
        assertThat(find(router, "DELETE", "http://a/")).isNull();
    }

    @Test
    void variablesAndRestAreGivenAsSent() {
        RouteMatch match =
                match(router(route("r", "/a/{x}/b/{y}/**")), "http://h/a/1%2F2/b/%C3%BC;v=1/c/d");
        assertThat(match).isNull();
        match = match(router(route("r", "/**")), "http://h/a/1%2F2/b");
        assertThat(match.rest()).isEqualTo("/a/1%2F2/b");
        match = match(router(route("r", "/a/{x}/b/{y}/**")), "http://h/a/1/b/%C3%BC;v=1/c/d%20e");
        assertThat(match.variables()).isEqualTo(Map.of("x", "1", "y", "%C3%BC;v=1"));
        assertThat(match.rest()).isEqualTo("/c/d%20e");
    }

    @ParameterizedTest
    @CsvSource({"/orders, ''", "/orders/, /", "/orders/1/2, /1/2"})
    void restIsWhatThePrefixLeaves(String path, String rest) {
        RouteMatch match = match(router(route("r", "/orders/**")), "http://h" + path);
        assertThat(match.rest()).isEqualTo(rest);
        assertThat(match.variables()).isEmpty();
    }

    @Test
    void aVariableTakesNoEmptySegment() {
        TrieRouter router = router(route("r", "/a/{x}"));
        assertThat(find(router, "GET", "http://h/a/")).isNull();
        assertThat(find(router, "GET", "http://h/a")).isNull();
        assertThat(find(router, "GET", "http://h/a/1/")).isNull();
        assertThat(find(router, "GET", "http://h/a/1")).isEqualTo("r");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin/x",
                "/%61dmin/x",
                "/public/../admin/x",
                "/public/%2e%2E/admin/x",
                "/./admin/./x",
                "/admin/..;/admin/x",
                "/admin//x",
                "/admin/%2Fx",
                "/admin/x%2F..%2Fy",
            })
    void everySpellingOfAPathTakesTheSameRoute(String path) {
        TrieRouter router = router(route("all", "/**"), route("admin", "/admin/**"));
        assertThat(find(router, "GET", "http://h" + path)).isEqualTo("admin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin%2Fx",
                "//admin/x",
                "/public%2f..%2fadmin/x",
                "/public/..;/admin/x",
                "/public\\..\\admin",
                "/public/..%5Cadmin",
                "/admin;v=1/x",
                "/%2Fadmin",
                "/x/..%2Fadmin",
            })
    void aPathThatALenientUpstreamMayReadAsAnotherRoutesIsRefused(String path) {
        TrieRouter router = router(route("all", "/**"), route("admin", "/admin/**"));
        assertThatThrownBy(() -> find(router, "GET", "http://h" + path))
                .asInstanceOf(type(GatewayException.class))
                .extracting(GatewayException::failure)
                .isInstanceOf(RequestFailure.BadRequest.class);
    }

    @Test
    void anEncodedSlashIsFineWhereItChangesNothing() {
        TrieRouter router =
                router(
                        route("packages", "/npm/**"),
                        route("word", "/a%2Fb"),
                        route("user", "/users/{id}"));
        assertThat(find(router, "GET", "http://h/npm/@scope%2Fname")).isEqualTo("packages");
        assertThat(find(router, "GET", "http://h/a%2fb")).isEqualTo("word");
        assertThat(find(router, "GET", "http://h/users/a%40b")).isEqualTo("user");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%", "/%4", "/%zz", "/a%00b", "/%٣٣"})
    void aMalformedEscapeIsABadRequest(String path) {
        TrieRouter router = router(route("all", "/**"));
        assertThatThrownBy(() -> find(router, "GET", "http://h" + path))
                .asInstanceOf(type(GatewayException.class))
                .extracting(GatewayException::failure)
                .isInstanceOf(RequestFailure.BadRequest.class);
    }

    @Test
    void lettersOutsideOfAsciiMayBeWrittenEitherWay() {
        TrieRouter router = router(route("r", "/café/{id}"), route("e", "/caf%c3%a9/menu"));
        assertThat(find(router, "GET", "http://h/caf%C3%A9/1")).isEqualTo("r");
        assertThat(find(router, "GET", "http://h/caf%c3%a9/menu")).isEqualTo("e");
    }

    @Test
    void aMatcherThatThrowsEndsTheRequestInsteadOfFallingThrough() {
        var broken = new IllegalStateException("broken");
        TrieRouter router =
                router(
                        route("loose"),
                        route("strict")
                                .when(
                                        "x",
                                        exchange -> {
                                            throw broken;
                                        }));
        assertThatThrownBy(() -> find(router, "GET", "http://h/"))
                .isInstanceOf(GatewayException.class)
                .hasCause(broken)
                .extracting(e -> ((GatewayException) e).failure())
                .isEqualTo(new Failure.Internal());
    }

    @Test
    void aMatcherOfALessSpecificRouteIsNotAsked() {
        TrieRouter router =
                router(
                        route("loose")
                                .when(
                                        "x",
                                        exchange -> {
                                            throw new IllegalStateException("asked");
                                        }),
                        route("strict", "/a/{x}"));
        assertThat(find(router, "GET", "http://h/a/b")).isEqualTo("strict");
    }

    @Test
    void anAsteriskFormTargetHasNoRoute() {
        TrieRouter router = router(route("all"));
        var exchange = Fixture.exchange("OPTIONS", "http://h/");
        var head = exchange.request();
        exchange.request(head.withTarget("*", null));
        assertThat(router.match(exchange)).isNull();
    }

    @Test
    void routesAreListedInTheOrderOfTheConfiguration() {
        TrieRouter router = router(route("b", "/b"), route("a", "/a"));
        assertThat(router.routes()).extracting(Route::name).containsExactly("b", "a");
    }

    private static TrieRouter router(Specs... routes) {
        CompiledRoutes compiled = TrieRouter.compile(Stream.of(routes).map(Specs::spec).toList());
        assertThat(compiled.overlaps()).isEmpty();
        return compiled.router();
    }

    private static RouteMatch match(TrieRouter router, String url) {
        try {
            return router.match(Fixture.exchange("GET", url));
        } catch (GatewayException e) {
            return null;
        }
    }

    private static String find(TrieRouter router, String method, String url, String... headers) {
        RouteMatch match = router.match(Fixture.exchange(method, url, headers));
        return match == null ? null : match.route().name();
    }
}
