// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class MachineCpuTest {

    @Test
    void waitingForDisksIsIdleAndGuestTimeIsNotCountedTwice() {
        MachineCpu cpu = MachineCpu.parse("cpu  100 10 40 700 50 5 5 90 60 6");

        assertThat(cpu.totalMicros()).isEqualTo(1000 * 10_000);
        assertThat(cpu.busyMicros()).isEqualTo(250 * 10_000);
    }

    @Test
    void theBusyShareIsThatOfTheTimeBetween() {
        var before = new MachineCpu(1_000, 10_000);
        var after = new MachineCpu(4_000, 20_000);

        assertThat(after.busyShareSince(before)).isEqualTo(0.3, within(1e-9));
        assertThat(before.busyShareSince(before)).isZero();
    }

    @Test
    void thisMachineHasACount() throws IOException {
        MachineCpu now = MachineCpu.now();

        assertThat(now.busyMicros()).isPositive().isLessThanOrEqualTo(now.totalMicros());
    }

    @Test
    void anotherLineIsRefused() {
        assertThatThrownBy(() -> MachineCpu.parse("intr 1 2 3 4 5 6 7 8"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/proc/stat");
    }
}
