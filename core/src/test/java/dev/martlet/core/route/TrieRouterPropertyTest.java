// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Exchange;
import dev.martlet.core.Fixture;
import dev.martlet.core.RouteMatch;
import dev.martlet.core.route.NaiveRouter.Ranked;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random routes and requests, answered by the router and by one that takes the rules literally. */
class TrieRouterPropertyTest {
    private static final String[] HOSTS = {"*", "a.com", "*.a.com", "x.a.com", "*.x.a.com"};
    private static final String[] ASKED = {"a.com", "x.a.com", "y.a.com", "z.x.a.com", "b.org"};
    private static final String[] REGEXES = {"/a(/.*)?", "/[ab]/[ab]", "/.", ".*/b", "/b.*"};

    static List<Integer> seeds() {
        return new Random(20260117).ints(60).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theRouterAnswersAsTheRulesSay(int seed) {
        var random = new Random(seed);
        List<RouteSpec> specs = withoutOverlaps(routes(random));
        TrieRouter router = TrieRouter.compile(specs).router();
        List<RouteSpec> shuffled = new ArrayList<>(specs);
        Collections.shuffle(shuffled, random);
        TrieRouter other = TrieRouter.compile(shuffled).router();
        for (int i = 0; i < 400; i++) {
            Exchange exchange = request(random);
            List<Ranked> expected = NaiveRouter.matching(specs, exchange);
            String name = expected.isEmpty() ? null : expected.getFirst().spec().route().name();
            assertThat(name(router.match(exchange)))
                    .as(() -> exchange.request() + " of " + describe(specs))
                    .isEqualTo(name);
            assertThat(name(other.match(exchange))).isEqualTo(name);
            assertThat(undecided(expected))
                    .as(() -> exchange.request() + " is decided, of " + describe(specs))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsReportedAsUnreachableNeverWins(int seed) {
        var random = new Random(seed);
        List<RouteSpec> specs = routes(random);
        Set<String> unreachable =
                TrieRouter.compile(specs).overlaps().stream()
                        .filter(overlap -> overlap.why().startsWith("can never"))
                        .map(Overlap::route)
                        .collect(Collectors.toSet());
        for (int i = 0; i < 400; i++) {
            List<Ranked> expected = NaiveRouter.matching(specs, request(random));
            if (!expected.isEmpty()) {
                assertThat(unreachable).doesNotContain(expected.getFirst().spec().route().name());
            }
        }
    }

    /** Whether nothing but names decides, although everything about the two best can be known. */
    private static boolean undecided(List<Ranked> best) {
        if (best.size() < 2 || !best.get(0).rank().equals(best.get(1).rank())) {
            return false;
        }
        Match one = best.get(0).spec().match();
        Match other = best.get(1).spec().match();
        return opaque(one).equals(opaque(other));
    }

    private static Set<String> opaque(Match match) {
        Set<String> opaque = new HashSet<>();
        opaque.add("when " + match.when());
        match.headers().forEach(field -> opaque.add("header " + field));
        match.query().forEach(field -> opaque.add("query " + field));
        opaque.removeIf(text -> !text.startsWith("when") && !text.contains("~"));
        return opaque;
    }

    private static List<RouteSpec> withoutOverlaps(List<RouteSpec> specs) {
        List<RouteSpec> left = new ArrayList<>(specs);
        List<Overlap> overlaps = TrieRouter.compile(left).overlaps();
        while (!overlaps.isEmpty()) {
            Set<String> wrong = overlaps.stream().map(Overlap::route).collect(Collectors.toSet());
            left.removeIf(spec -> wrong.contains(spec.route().name()));
            overlaps = TrieRouter.compile(left).overlaps();
        }
        assertThat(left).isNotEmpty();
        return left;
    }

    private static List<RouteSpec> routes(Random random) {
        List<RouteSpec> specs = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            specs.add(route(random, "r" + i));
        }
        return specs;
    }

    private static RouteSpec route(Random random, String name) {
        BooleanSupplier sometimes = () -> random.nextInt(4) == 0;
        Specs route = Specs.route(name).host(pick(random, HOSTS));
        if (sometimes.getAsBoolean()) {
            route.host(pick(random, HOSTS));
        }
        if (random.nextInt(8) == 0) {
            route.regex(pick(random, REGEXES));
        } else {
            route.path(pattern(random));
        }
        if (sometimes.getAsBoolean()) {
            route.methods("GET");
        } else if (sometimes.getAsBoolean()) {
            route.methods("GET", "POST");
        }
        for (String field : new String[] {"h", "i"}) {
            if (sometimes.getAsBoolean()) {
                route.header(field, pick(random, "1", "2", "*", "~[12]", "~2+"));
            }
            if (sometimes.getAsBoolean()) {
                route.query(field, pick(random, "1", "2", "*", "~[12]"));
            }
        }
        if (random.nextInt(8) == 0) {
            String wanted = pick(random, "GET", "POST");
            route.when(wanted, exchange -> exchange.request().method().text().equals(wanted));
        }
        return route.spec();
    }

    private static String pattern(Random random) {
        var pattern = new StringBuilder();
        int length = random.nextInt(5);
        for (int i = 0; i < length; i++) {
            pattern.append('/').append(pick(random, "a", "b", "{v" + i + "}"));
        }
        return random.nextBoolean() || length == 0
                ? pattern.append("/**").toString()
                : pattern.append(random.nextInt(8) == 0 ? "/" : "").toString();
    }

    private static Exchange request(Random random) {
        var url = new StringBuilder("http://").append(pick(random, ASKED));
        int length = 1 + random.nextInt(5);
        for (int i = 0; i < length; i++) {
            url.append('/').append(pick(random, "a", "b", "a", "b", "c"));
        }
        url.append(random.nextInt(8) == 0 ? "/" : "");
        url.append(pick(random, "", "?h=1", "?h=2&i=1", "?i=1&i=2"));
        List<String> headers = new ArrayList<>();
        for (String name : new String[] {"h: ", "i: "}) {
            if (random.nextBoolean()) {
                headers.add(name + pick(random, "1", "2", "3"));
            }
        }
        return Fixture.exchange(
                pick(random, "GET", "POST", "PUT"), url.toString(), headers.toArray(String[]::new));
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static String name(RouteMatch match) {
        return match == null ? null : match.route().name();
    }

    private static String describe(List<RouteSpec> specs) {
        return specs.stream()
                .map(spec -> "\n" + spec.route().name() + ": " + spec.match().describe())
                .collect(Collectors.joining());
    }
}
