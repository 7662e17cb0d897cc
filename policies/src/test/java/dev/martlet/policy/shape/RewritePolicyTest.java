// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.Failure;
import dev.martlet.core.RequestFailure;
import dev.martlet.policy.Trial;
import dev.martlet.policy.shape.RewriteConfig.QueryChanges;
import dev.martlet.policy.shape.RewriteConfig.RegexReplace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RewritePolicyTest {
    @ParameterizedTest(name = "{0} with {1} is {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    /api/**        | /7/items     | /api/7/items
                    /api/**        | ''           | /api
                    /api/**        | /            | /api/
                    /**            | /x           | /x
                    /**            | ''           | /
                    /**            | //evil.com/x | /evil.com/x
                    /a/{id}/b      | /ignored     | /a/42/b
                    /{id}.{kind}   | ''           | /42.j%2Fson
                    /{id}{kind}/** | /r%20s       | /42j%2Fson/r%20s
                    /fixed         | /ignored     | /fixed
                    """)
    void thePathIsFilledIn(String template, String rest, String expected) {
        Trial.Result result =
                Trial.of("GET", "/orders/42?q=%31")
                        .matched(Map.of("id", "42", "kind", "j%2Fson"), rest)
                        .through(policy(template, null, null, null));

        assertThat(result.exchange().request().target()).isEqualTo(expected + "?q=%31");
        assertThat(result.exchange().received().path()).isEqualTo("/orders/42");
    }

    @ParameterizedTest(name = "{0} to {1}: {2} is {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ^/v1(/.*)?$       | /api$1     | /v1/a/b      | /api/a/b
                    ^/v1(/.*)?$       | /api$1     | /v1          | /api
                    ^/v1(/.*)?$       | /api$1     | /v2/a        | /v2/a
                    /([a-z]+)/([0-9]+)| /$2/$1     | /a/1/b/2     | /1/a/2/b
                    old               | new        | /old/x/old   | /new/x/new
                    b                 | $$1        | /ab          | /a$1
                    /$                | ''         | /a/          | /a
                    """)
    void whatMatchesIsReplaced(String match, String replace, String path, String expected) {
        Trial.Result result =
                Trial.of("GET", path)
                        .through(policy(null, new RegexReplace(match, replace), null, null));

        assertThat(result.exchange().request().target()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/x/(.*), $1, /x/y", // no slash at its start
        "/x, /.., /x",
        "/x, /a/%2E%2e/b, /x",
        "/x/(.*)/(.*), /$1$2, /x/./.",
        "/x, /., /x",
        "x, %, /x",
        "x, %4, /x",
        "x, %zz, /x",
        "x, \\, /x",
    })
    void aPathThatCouldNotBeSentSafelyIsRefused(String match, String replace, String path) {
        Trial.Result result =
                Trial.of("GET", path)
                        .through(policy(null, new RegexReplace(match, replace), null, null));

        assertThat(result.failure()).isInstanceOf(RequestFailure.BadRequest.class);
        assertThat(result.targetCalls()).isZero();
    }

    @Test
    void aSegmentThatIsDotsInDisguiseIsRefusedWhereItWouldClimb() {
        Trial.Result result =
                Trial.of("GET", "/orders/x")
                        .matched(Map.of("id", "%2e."), "")
                        .through(policy("/private/{id}", null, null, null));

        assertThat(result.failure()).isInstanceOf(RequestFailure.BadRequest.class);
    }

    @Test
    void aVariableThatTheRouteDoesNotHaveFailsTheRequest() {
        Trial.Result result = Trial.of("GET", "/").through(policy("/{unknown}", null, null, null));

        assertThat(result.failure()).isInstanceOf(Failure.PolicyFailed.class);
    }

    @Test
    void optionsOfTheWholeServerKeepsItsAsterisk() {
        Trial.Result result = Trial.of("OPTIONS", "*").through(policy("/api", null, null, null));

        assertThat(result.exchange().request().path()).isEqualTo("*");
    }

    @Test
    void theHostIsReplacedAndTheRestStays() {
        Trial.Result result =
                Trial.of("GET", "/a?b")
                        .header("x-a", "1")
                        .through(policy(null, null, "internal.example.com:8443", null));

        assertThat(result.exchange().request().authority()).isEqualTo("internal.example.com:8443");
        assertThat(result.exchange().request().target()).isEqualTo("/a?b");
        assertThat(result.sent("x-a")).isEqualTo("1");
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    -                     | set=n%20%26w&add=1&add%2B=%C3%A4%2F
                    ''                    | set=n%20%26w&add=1&add%2B=%C3%A4%2F
                    a=1&b                 | a=1&b&set=n%20%26w&add=1&add%2B=%C3%A4%2F
                    set=1&a=%31&set=2     | set=n%20%26w&a=%31&add=1&add%2B=%C3%A4%2F
                    a=+&s%65t=1           | a=+&set=n%20%26w&add=1&add%2B=%C3%A4%2F
                    gone=1&x=1&g%6Fne&gonex=1 | x=1&gonex=1&set=n%20%26w&add=1&add%2B=%C3%A4%2F
                    to+go=1&to%20go=2&%=3 | %=3&set=n%20%26w&add=1&add%2B=%C3%A4%2F
                    add=0                 | add=0&set=n%20%26w&add=1&add%2B=%C3%A4%2F
                    """)
    void theQueryIsChangedParameterByParameter(String query, String expected) {
        Map<String, String> add = new LinkedHashMap<>();
        add.put("add", "1");
        add.put("add+", "\u00e4/");
        var changes = new QueryChanges(Map.of("set", "n &w"), add, List.of("gone", "to go"));

        Trial.Result result =
                Trial.of("GET", query == null ? "/a" : "/a?" + query)
                        .through(policy(null, null, null, changes));

        assertThat(result.exchange().request().query()).isEqualTo(expected);
        assertThat(result.exchange().request().path()).isEqualTo("/a");
    }

    @Test
    void aQueryOfWhichNothingIsLeftGoesWithItsQuestionMark() {
        var changes = new QueryChanges(Map.of(), Map.of(), List.of("a"));

        Trial.Result result =
                Trial.of("GET", "/x?a=1&a=2").through(policy(null, null, null, changes));

        assertThat(result.exchange().request().target()).isEqualTo("/x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a*", "/**/a", "/a**", "/{", "/{}", "/{a", "/a}", "/{a b}", "/../a", "/a/.",
                "/%2e", "/%zz"
            })
    void aTemplateThatIsNoneIsAMistake(String path) {
        assertThatThrownBy(() -> new RewriteConfig(path, null, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("path: ");
    }

    @ParameterizedTest
    @CsvSource({
        "(, x, match",
        "a, $1, replace",
        "(a), $2, replace",
        "a, $, replace",
        "a, $x, replace"
    })
    void aReplacementThatIsNoneIsAMistake(String match, String replace, String key) {
        assertThatThrownBy(() -> new RegexReplace(match, replace))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(key + ": ");
    }

    @Test
    void whatATemplateNeedsOfItsRouteCanBeAsked() {
        var config = new RewriteConfig("/a/{id}/{kind}/**", null, null, null);

        assertThat(config.variables()).isEqualTo(Set.of("id", "kind"));
        assertThat(config.needsRest()).isTrue();
        assertThat(new RewriteConfig("/a", null, null, null).needsRest()).isFalse();
    }

    @Test
    void noRewriteAtAllIsAMistake() {
        assertThatThrownBy(() -> new RewriteConfig(null, null, null, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static RewritePolicy policy(
            String path, RegexReplace regex, String host, QueryChanges query) {
        return new RewritePolicy(new RewriteConfig(path, regex, host, query));
    }
}
