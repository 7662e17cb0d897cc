// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JcmdTest {

    @TempDir Path folder;
    private final Jcmd self = new Jcmd(ProcessHandle.current());

    @Test
    void theWholeHeapIsCountedWhateverTheCollector() {
        String g1 =
                " garbage-first heap   total reserved 512000K, committed 34816K, used 2048K [0x1, 0x2)";
        String serial =
                """
                 DefNew     total 9792K, used 1024K [0x1, 0x2, 0x3)
                  eden space 8704K,  11% used [0x1, 0x2, 0x3)
                 Tenured    total 21888K, used 3072K [0x1, 0x2, 0x3)
                   the space 21888K,  13% used [0x1, 0x2, 0x3)
                 Metaspace       used 70000K, committed 512K, reserved 1114112K
                  class space    used 9000K, committed 128K, reserved 1048576K
                """;

        assertThat(Jcmd.usedHeapBytes(g1)).isEqualTo(2048 * 1024);
        assertThat(Jcmd.usedHeapBytes(serial)).isEqualTo(4096 * 1024);
        assertThatThrownBy(() -> Jcmd.usedHeapBytes("no such command"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRunningJvmTellsItsLiveHeap() throws Exception {
        assertThat(self.liveHeapBytes()).isBetween(1L << 20, Runtime.getRuntime().maxMemory());
    }

    @Test
    void aRunningJvmIsRecorded() throws Exception {
        Path file = folder.resolve("bench.jfr");
        self.startRecording();
        self.stopRecording(file);

        assertThat(Files.size(file)).isPositive();
    }
}
