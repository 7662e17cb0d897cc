// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void anOddNumberOfRoundsHasTheMiddleOneAsItsMedian() {
        assertThat(Spread.of(List.of(9.0, 1.0, 4.0))).isEqualTo(new Spread(4, 1, 9));
    }

    @Test
    void anEvenNumberOfRoundsHasTheMeanOfTheTwoInTheMiddle() {
        assertThat(Spread.of(List.of(10.0, 2.0, 1.0, 4.0))).isEqualTo(new Spread(3, 1, 10));
    }

    @Test
    void noRoundsHaveNoMedian() {
        assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itIsPrintedAlikeInEveryCountry() {
        assertThat(new Spread(12345.678, 1.5, 20000).format(1))
                .isEqualTo("12,345.7 (1.5–20,000.0)");
        assertThat(new Spread(-3, -4, 0).format(0)).isEqualTo("-3 (-4–0)");
    }
}
