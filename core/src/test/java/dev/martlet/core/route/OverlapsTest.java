// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import static dev.martlet.core.route.Specs.route;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OverlapsTest {
    @Test
    void equalMatchesAreATieWhateverTheirVariablesAreCalled() {
        assertThat(
                        overlaps(
                                route("b", "/o/{id}").host("a.com"),
                                route("a", "/o/{x}").host("A.com")))
                .singleElement()
                .isEqualTo(
                        new Overlap(
                                "b",
                                "a",
                                "both take a.com/o/{x} with equal precedence (expected: a"
                                        + " condition that tells them apart)"));
    }

    @Test
    void aTieOnOneOfSeveralHostsIsATieAndIsToldOnce() {
        assertThat(
                        overlaps(
                                route("a", "/o").host("a.com", "b.com", "c.com"),
                                route("b", "/o").host("c.com", "b.com")))
                .extracting(Overlap::route, Overlap::other)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("b", "a"));
    }

    @Test
    void allTiesAreFoundAtOnceAndInWhateverOrder() {
        List<RouteSpec> specs =
                new ArrayList<>(
                        Stream.of("a", "b", "c").map(name -> route(name, "/x").spec()).toList());
        List<Overlap> first = TrieRouter.compile(specs).overlaps();
        Collections.reverse(specs);
        assertThat(first)
                .extracting(Overlap::route)
                .containsExactly("b", "c", "c")
                .isEqualTo(
                        TrieRouter.compile(specs).overlaps().stream().map(Overlap::route).toList());
    }

    @Test
    void asManyConditionsOnDifferentFieldsAreATieAsARequestMayMeetBoth() {
        assertThat(overlaps(route("a").header("x", "1"), route("b").header("y", "1"))).hasSize(1);
        assertThat(overlaps(route("a").query("x", "1"), route("b").query("y", "1"))).hasSize(1);
        assertThat(
                        overlaps(
                                route("a").header("x", "1").query("z", "1"),
                                route("b").header("x", "1").query("q", "1")))
                .hasSize(1);
        assertThat(overlaps(route("a").methods("GET", "PUT"), route("b").methods("GET", "POST")))
                .hasSize(1);
    }

    @Test
    void conditionsThatExcludeEachOtherAreNoTie() {
        assertThat(overlaps(route("a").header("x", "1"), route("b").header("X", "2"))).isEmpty();
        assertThat(overlaps(route("a").query("x", "1"), route("b").query("x", "2"))).isEmpty();
        assertThat(overlaps(route("a").methods("GET"), route("b").methods("POST"))).isEmpty();
        assertThat(overlaps(route("a").host("a.com"), route("b").host("b.com"))).isEmpty();
    }

    @Test
    void conditionsThatNobodyCanCompareAreDecidedByName() {
        Specs b = route("b").when("1", exchange -> true);
        Specs a = route("a").when("2", exchange -> true);
        assertThat(overlaps(b, a)).isEmpty();
        TrieRouter router = TrieRouter.compile(List.of(b.spec(), a.spec())).router();
        assertThat(
                        router.match(dev.martlet.core.Fixture.exchange("GET", "http://h/"))
                                .route()
                                .name())
                .isEqualTo("a");
        assertThat(overlaps(route("a").header("x", "~a"), route("b").header("x", "~b"))).isEmpty();
    }

    @Test
    void equalConditionsThatNobodyCanCompareAreATie() {
        assertThat(overlaps(route("a").when("1", e -> true), route("b").when("1", e -> true)))
                .hasSize(1);
        assertThat(
                        overlaps(
                                route("a").header("x", "~a").header("y", "1"),
                                route("b").header("x", "~a").header("z", "1")))
                .hasSize(1);
    }

    @Test
    void theSameMatchWithMoreConditionsIsFine() {
        assertThat(
                        overlaps(
                                route("a", "/x"),
                                route("b", "/x").methods("GET"),
                                route("c", "/x").methods("GET", "POST"),
                                route("d", "/x").methods("GET").header("h", "1")))
                .isEmpty();
    }

    @Test
    void aRouteWhoseMethodsAreAllTakenIsUnreachable() {
        List<Overlap> overlaps =
                overlaps(
                        route("both", "/x").methods("GET", "POST"),
                        route("get", "/x").methods("GET"),
                        route("post", "/x").methods("POST"));
        assertThat(overlaps).singleElement().extracting(Overlap::route).isEqualTo("both");
        assertThat(overlaps.getFirst().why()).startsWith("can never be reached");
    }

    @Test
    void aRouteThatIsReachableOnOneOfItsHostsIsReachable() {
        assertThat(
                        overlaps(
                                route("both", "/x").methods("GET", "POST").host("a.com", "b.com"),
                                route("get", "/x").methods("GET").host("a.com"),
                                route("post", "/x").methods("POST").host("a.com")))
                .isEmpty();
    }

    @Test
    void nothingBehindAnExpressionThatTakesEverythingIsReachable() {
        assertThat(overlaps(route("prefix", "/a/**"), route("all").regex(".*")))
                .singleElement()
                .isEqualTo(
                        new Overlap(
                                "prefix",
                                "all",
                                "can never be reached: everything it takes is taken by routes that"
                                        + " come first"));
        assertThat(overlaps(route("prefix", "/a/**"), route("all").regex(".*").methods("GET")))
                .isEmpty();
        assertThat(overlaps(route("exact", "/a"), route("all").regex(".*"))).isEmpty();
    }

    private static List<Overlap> overlaps(Specs... routes) {
        return TrieRouter.compile(Stream.of(routes).map(Specs::spec).toList()).overlaps();
    }
}
