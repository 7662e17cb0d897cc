// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcStatTest {

    @Test
    void aCommandWithSpacesAndParenthesesDoesNotShiftTheFields() {
        String line =
                "4711 (nginx: (w) 1 2) S 1 4711 4711 0 -1 4194560 900 0 0 0 130 70 5 3 20 0 8 0 99";

        ProcStat stat = ProcStat.parse(line);

        assertThat(stat).isEqualTo(new ProcStat(200, 8));
        assertThat(stat.micros()).isEqualTo(2_080_000);
    }

    @Test
    void aLineThatIsCutOffIsRefused() {
        assertThatThrownBy(() -> ProcStat.parse("4711 (java) S 1 4711 4711 0 -1 1 1 1 1 1 130 70"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: at least 17 fields");
    }

    @Test
    void residentMemoryIsReadInBytes() {
        List<String> status = List.of("Name:\tjava", "VmHWM:\t   99999 kB", "VmRSS:\t    1234 kB");

        assertThat(ProcessSample.rssBytes(status)).isEqualTo(1234 * 1024);
    }

    @Test
    void aProcessWithoutMemoryCountsNothing() {
        assertThat(ProcessSample.rssBytes(List.of("Name:\tgone", "State:\tZ (zombie)"))).isZero();
    }
}
