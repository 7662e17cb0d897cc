// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.martlet.core.route.TextRegex;
import org.junit.jupiter.api.Test;

class RegexTest {
    @Test
    void anExpressionMustMatchTheWholeText() {
        TextRegex regex = Regex.compile("/a|/b[0-9]+");
        assertThat(regex.matches("/a")).isTrue();
        assertThat(regex.matches("/b12")).isTrue();
        assertThat(regex.matches("/b12/")).isFalse();
        assertThat(regex.matches("x/a")).isFalse();
        assertThat(regex.source()).isEqualTo("/a|/b[0-9]+");
    }

    @Test
    void whatRe2DoesNotKnowIsRefusedWithAReason() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Regex.compile("(a)\\1"))
                .withMessageStartingWith("regex: (a)\\1 (expected: RE2 syntax: ");
        assertThatIllegalArgumentException().isThrownBy(() -> Regex.compile("(a"));
    }

    @Test
    void aHugeExpressionIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Regex.compile("a".repeat(1025)))
                .withMessageContaining("1025 characters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Regex.compile("a{1000}".repeat(6)))
                .withMessageContaining("instructions");
    }

    @Test
    void anExpressionThatWouldTakeAllMemoryIsNotCompiled() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Regex.compile("((a{1000}){1000}){1000}"))
                .withMessageContaining("more than 1000 times");
    }
}
