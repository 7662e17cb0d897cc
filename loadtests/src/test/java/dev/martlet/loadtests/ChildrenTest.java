// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildrenTest {

    @TempDir Path logs;

    @Test
    void closingEndsEveryProcessWithItsWorkers() throws IOException {
        var children = new Children(logs);
        Process master = children.start("master", shell("sleep 60 & sleep 60 & wait"));
        Process other = children.start("other", shell("sleep 60"));
        await().until(() -> master.descendants().count() == 2);
        List<ProcessHandle> workers = master.descendants().toList();

        children.close();

        assertThat(master.isAlive()).isFalse();
        assertThat(other.isAlive()).isFalse();
        await().until(() -> workers.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void nothingStartsOnceItIsClosed() {
        var children = new Children(logs);
        children.close();

        assertThatThrownBy(() -> children.start("late", shell("sleep 60")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theEndOfALogIsKeptForMessages() throws Exception {
        try (var children = new Children(logs)) {
            children.start("loud", shell("seq 1 100; echo oops >&2")).waitFor();

            assertThat(children.tail("loud").lines()).hasSize(20).endsWith("100", "oops");
            assertThat(children.tail("never-started")).isEmpty();
        }
    }

    private static List<String> shell(String script) {
        return List.of("/bin/sh", "-c", script);
    }
}
