// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessSampleTest {

    /** Takes a good part of a second of CPU time, then waits to be ended. */
    private static final String WORK = "i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done; ";

    @TempDir Path logs;
    private Children children;

    @BeforeEach
    void open() {
        children = new Children(logs);
    }

    @AfterEach
    void close() {
        children.close();
    }

    @Test
    void aProcessAndItsWorkersAreCountedTogether() throws IOException {
        Process alone = start("alone", WORK + "sleep 60");
        Process master = start("master", "(" + WORK + "sleep 60) & (" + WORK + "sleep 60) & wait");
        awaitSleepers(alone, 1);
        awaitSleepers(master, 2);

        ProcessSample one = ProcessSample.of(alone.toHandle());
        ProcessSample both = ProcessSample.of(master.toHandle());

        assertThat(one.cpuMicros()).isPositive();
        assertThat(both.cpuMicros()).isGreaterThan(one.cpuMicros());
        assertThat(one.rssBytes()).isPositive();
        assertThat(both.rssBytes()).isGreaterThan(one.rssBytes());
    }

    @Test
    void theTimeOfAWorkerThatEndedIsKept() throws IOException {
        Process master = start("master", "(" + WORK + "exit) ; sleep 60");
        awaitSleepers(master, 1);

        assertThat(ProcessSample.of(master.toHandle()).cpuMicros()).isGreaterThan(20_000);
    }

    @Test
    void aProcessThatHasEndedIsAnError() throws Exception {
        Process process = start("short", "exit 0");
        process.waitFor();

        assertThatThrownBy(() -> ProcessSample.of(process.toHandle()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has ended");
    }

    private Process start(String name, String script) throws IOException {
        return children.start(name, List.of("/bin/sh", "-c", script));
    }

    /** Waits until the work is done: each worker then runs a sleep. */
    private static void awaitSleepers(Process root, int count) {
        await().until(() ->
                root.descendants()
                                .filter(p -> p.info().command().orElse("").contains("sleep"))
                                .count()
                        == count);
    }
}
