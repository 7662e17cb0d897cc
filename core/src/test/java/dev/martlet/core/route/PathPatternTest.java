// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {
    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/a/b/, /a/b/",
        "/**, /**",
        "/a/{id}/**, /a/{id}/**",
        "/%61%2fb, /a%2Fb",
        "/ü, /%C3%BC",
        "/.well-known/**, /.well-known/**",
    })
    void aPatternIsReadIntoItsNormalForm(String source, String normal) {
        assertThat(PathPattern.parse(source)).hasToString(normal);
    }

    @Test
    void namesOfVariablesMakeNoDifference() {
        assertThat(PathPattern.parse("/a/{id}")).isEqualTo(PathPattern.parse("/a/{x}"));
        assertThat(PathPattern.parse("/a/{id}")).isNotEqualTo(PathPattern.parse("/a/{x}/**"));
        assertThat(PathPattern.parse("/a/{id}")).isNotEqualTo(PathPattern.parse("/a/id"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "/a//b",
                "//**",
                "/a/**/b",
                "/a*",
                "/a/*",
                "/{}",
                "/{a",
                "/x{a}",
                "/{a}/{a}",
                "/{1a}",
                "/a/../b",
                "/%2e%2e/b",
                "/%2",
                "/%00",
                "/a?b",
                "/a#b",
                "/a b",
                "/a%2Fb/**",
                "/a%40b/{x}",
                "/a;b/**",
            })
    void whatCanTakeNothingOrIsUnclearIsRefused(String source) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PathPattern.parse(source))
                .withMessageStartingWith("path: " + source + " (expected: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*.",
                ".",
                "a..b",
                ".a",
                "a.*",
                "*a.com",
                "a.com:80",
                "a/b",
                "bücher.example",
                "[x]",
                "[]",
            })
    void whatIsNoHostIsRefused(String source) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostPattern.parse(source))
                .withMessageStartingWith("host: " + source + " (expected: ");
    }

    @Test
    void aHostHeaderIsNotAHeaderCondition() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FieldMatch.header("Host", new ValueMatch.Present()))
                .withMessage("headers: Host (expected: the host under match.host)");
    }

    @Test
    void aMatchDescribesItself() {
        Match match =
                Specs.route("r", "/o/{id}")
                        .host("b.com", "*.a.com")
                        .methods("POST", "GET")
                        .header("X-B", "*")
                        .header("x-a", "1")
                        .query("q", "~[a-z]")
                        .when("true", exchange -> true)
                        .spec()
                        .match();
        assertThat(match.describe())
                .isEqualTo(
                        "GET,POST *.a.com,b.com/o/{id} header x-a=1, x-b=* query q~[a-z] when true");
    }
}
