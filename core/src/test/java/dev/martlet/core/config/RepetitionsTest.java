// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepetitionsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/reports/[0-9]{4}-[0-9]{2}(\\.csv)?",
                "(a{10}){100}",
                "a{1000}b{1000}",
                "[{9999}](x{999})",
                "[]{9999}]{10}",
                "[^]{9999}]{10}",
                "[[:alpha:]{9999}]",
                "\\Q(a{1000}){1000}\\E",
                "(\\{){1000}",
                "\\x{10FFFF}{20}",
                "\\p{Greek}{20}",
                "a{,9999}",
                "(a{20})b{900}",
                "a{b}{1000}",
            })
    void whatStaysSmallPasses(String source) {
        assertThatCode(() -> Repetitions.check(source)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{1000}){1000}){1000}",
                "(a{100}){11}",
                "(a{2,100}){3,11}",
                "(a{100,}){11,}",
                "(?:x|(y{40})z){26}",
                "((a{1000}\\)){1000})",
                "([)]a{1000}){2}",
                "(?:(?i)a{1000}){2}",
                "((a{1000})*){2}",
                "a{1000}{2}",
                "(\\Q)\\Ea{1000}){2}",
                "a{99999999999999999999}",
            })
    void whatWouldGrowWithoutBoundIsRefused(String source) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Repetitions.check(source))
                .withMessageContaining("more than 1000 times");
    }

    @Test
    void aLongExpressionIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Repetitions.check("a".repeat(1025)))
                .withMessageContaining("1025 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "a{", "[", "\\", "\\Q", "a{1", ")))", "[[:", "\\x{"})
    void whatIsMalformedIsLeftToTheCompiler(String source) {
        assertThatCode(() -> Repetitions.check(source)).doesNotThrowAnyException();
    }
}
