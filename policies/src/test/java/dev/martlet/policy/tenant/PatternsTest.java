// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    smart             | smart             | true
                    smart             | smarter           | false
                    smart             | Smart             | false
                    gpt-*             | gpt-5             | true
                    gpt-*             | gpt-              | true
                    gpt-*             | my-gpt-5          | false
                    gpt-* !gpt-4*     | gpt-4o            | false
                    !gpt-4* gpt-*     | gpt-4o            | false
                    gpt-* !gpt-4*     | gpt-5             | true
                    !gpt-4*           | claude            | true
                    !gpt-4*           | gpt-4             | false
                    github/*          | github/a/b        | true
                    */read_*          | files/read_all    | true
                    */read_*          | files/write_all   | false
                    a*b*c             | a-b-b-c           | true
                    a*b*c             | a-c-b             | false
                    *                 | anything          | true
                    """)
    void namesAreLetInAndKeptOut(String patterns, String name, boolean in) {
        assertThat(Patterns.of(Arrays.asList(patterns.split(" "))).match(name)).isEqualTo(in);
    }

    @Test
    void noListLetsAllInAndAnEmptyOneNothing() {
        assertThat(Patterns.of(null).match("a")).isTrue();
        assertThat(Patterns.of(List.of()).match("a")).isFalse();
    }

    @Test
    void manyStarsTakeNoTime() {
        String name = "a".repeat(2000);
        assertThat(Patterns.of(List.of("*a".repeat(90) + "b")).match(name)).isFalse();
    }
}
