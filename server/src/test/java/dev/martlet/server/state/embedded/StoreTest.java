// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.martlet.core.state.StateException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    static final Codec<String> TEXT =
            new Codec<>() {
                @Override
                public byte[] encode(String value) {
                    return value.getBytes(StandardCharsets.UTF_8);
                }

                @Override
                public String decode(byte[] bytes) {
                    return new String(bytes, StandardCharsets.UTF_8);
                }
            };

    @TempDir Path folder;

    @Test
    void aStoreThatKeepsNothingLeavesNothingBehind() {
        Path data = folder.resolve("data");
        try (Store store = Store.in(data)) {
            StoreMap<String> map = store.map("m", TEXT);
            assertThat(map.get("a")).isNull();
            assertThat(map.size()).isZero();
            assertThat(map.firstKey()).isNull();
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void whatWasPutIsThereAfterARestart() {
        try (Store store = Store.in(folder.resolve("data"))) {
            store.map("m", TEXT).put("a", "1");
            store.map("n", TEXT).put("a", "2");
        }
        try (Store store = Store.in(folder.resolve("data"))) {
            assertThat(store.map("m", TEXT).get("a")).isEqualTo("1");
            assertThat(store.map("n", TEXT).get("a")).isEqualTo("2");
            store.map("m", TEXT).remove("a");
            assertThat(store.map("m", TEXT).get("a")).isNull();
        }
    }

    @Test
    void aStoreInMemoryIsTheSameWithoutAFile() {
        try (Store store = Store.inMemory()) {
            StoreMap<String> map = store.map("m", TEXT);
            assertThat(map.get("a")).isNull();
            map.put("a", "1");
            store.flush();
            assertThat(map.get("a")).isEqualTo("1");
        }
    }

    @Test
    void aFlushSurvivesWhatAKillWouldDo() {
        Store store = Store.in(folder);
        store.map("m", TEXT).put("a", "flushed");
        store.flush();
        store.map("m", TEXT).put("a", "not flushed");
        store.abandon();
        try (Store again = Store.in(folder)) {
            assertThat(again.map("m", TEXT).get("a")).isEqualTo("flushed");
        }
    }

    @Test
    void changesAreWrittenWithinASecondOrSo() throws IOException {
        Path copy = folder.resolve("copy");
        try (Store store = Store.in(folder.resolve("data"))) {
            store.map("m", TEXT).put("a", "1");
            // What another process would find after a kill: the file as it is.
            await().untilAsserted(() -> {
                Files.createDirectories(copy);
                Files.write(
                        copy.resolve("martlet.state"),
                        Files.readAllBytes(folder.resolve("data/martlet.state")));
                try (Store found = Store.in(copy)) {
                    assertThat(found.map("m", TEXT).get("a")).isEqualTo("1");
                }
            });
        }
    }

    @Test
    void aRangeComesInOrderAndEndsWhenTheVisitorHasEnough() {
        try (Store store = Store.in(folder)) {
            StoreMap<String> map = store.map("m", TEXT);
            List.of("d", "a", "c", "b").forEach(key -> map.put(key, key));
            List<String> seen = new ArrayList<>();
            map.scan("b", "d", (key, value) -> seen.add(key));
            map.scan(
                    "a",
                    null,
                    (key, value) -> {
                        seen.add("then " + value);
                        return false;
                    });
            assertThat(seen).containsExactly("b", "c", "then a");
            assertThat(map.firstKey()).isEqualTo("a");
            assertThat(map.lastKey()).isEqualTo("d");
            assertThat(map.size()).isEqualTo(4);
        }
    }

    @Test
    void aSecondProcessIsToldWhoHasTheFile() {
        try (Store store = Store.in(folder)) {
            store.map("m", TEXT).put("a", "1");
            assertThatThrownBy(() -> Store.in(folder))
                    .isInstanceOf(StateException.class)
                    .hasMessage(
                            "state.path: "
                                    + folder.resolve("martlet.state")
                                    + " is used by another process (expected: a folder of its own for each"
                                    + " gateway; several that share their state need kind: redis)");
        }
    }

    @Test
    void aFileOfSomethingElseIsLeftAlone() throws IOException {
        Path file = folder.resolve("martlet.state");
        byte[] bytes = "no store at all\n".repeat(1000).getBytes(StandardCharsets.UTF_8);
        Files.write(file, bytes);
        assertThatThrownBy(() -> Store.in(folder))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("is damaged, or no file of Martlet");
        assertThat(file).hasBinaryContent(bytes);
    }

    @Test
    void aFileOfALaterVersionIsLeftAlone() {
        try (Store store = Store.in(folder)) {
            store.<byte[]>map("martlet", RAW).put("format", new byte[] {9});
        }
        assertThatThrownBy(() -> Store.in(folder))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("was written by a later version of Martlet");
    }

    @Test
    void aFolderThatCannotBeMadeIsNamedAtTheFirstChange() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        try (Store store = Store.in(file.resolve("data"))) {
            assertThatThrownBy(() -> store.map("m", TEXT).put("a", "1"))
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining("state.path: " + file.resolve("data"))
                    .hasMessageContaining("cannot be made");
        }
    }

    @Test
    void aFullDiskIsToldAndTheStoreComesBackAsItWasAtItsLastCommit() {
        var disk = new FullDisk();
        try (Store store = Store.at(new StoreFile(folder, disk.scheme()))) {
            StoreMap<String> map = store.map("m", TEXT);
            map.put("a", "1");
            store.flush();
            disk.full(true);
            map.put("a", "2");
            assertThatThrownBy(store::flush)
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining("cannot be written: No space left on device");
            assertThat(store.trouble()).contains("cannot be written");
            assertThatThrownBy(() -> map.put("a", "3")).isInstanceOf(StateException.class);

            disk.full(false);
            await().until(() -> store.trouble() == null);
            assertThat(map.get("a")).isEqualTo("1");
            map.put("a", "4");
            store.flush();
        }
        try (Store again = Store.in(folder)) {
            assertThat(again.map("m", TEXT).get("a")).isEqualTo("4");
        }
    }

    @Test
    void anInterruptOfACallerDoesNotCloseTheFile() throws InterruptedException {
        try (Store store = Store.in(folder)) {
            StoreMap<String> map = store.map("m", TEXT);
            map.put("a", "1");
            AtomicReference<Throwable> seen = new AtomicReference<>();
            Thread caller =
                    Thread.ofVirtual()
                            .start(() -> {
                                Thread.currentThread().interrupt();
                                map.put("a", "2");
                                try {
                                    store.flush();
                                } catch (StateException e) {
                                    seen.set(e);
                                }
                            });
            caller.join();
            assertThat(seen.get()).hasMessageContaining("interrupted");
            store.flush();
            assertThat(store.trouble()).isNull();
            assertThat(map.get("a")).isEqualTo("2");
        }
    }

    @Test
    void aChangeIsWrittenWholeOrNotAtAll() {
        Store store = Store.in(folder);
        StoreMap<String> left = store.map("left", TEXT);
        StoreMap<String> right = store.map("right", TEXT);
        Thread writer =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                for (int i = 0; ; i++) {
                                    String text = Integer.toString(i);
                                    store.change(() -> {
                                        left.put("n", text);
                                        right.put("n", text);
                                        return text;
                                    });
                                }
                            } catch (RuntimeException e) {
                                // The store has been abandoned.
                            }
                        });
        await().until(() -> left.get("n") != null);
        for (int i = 0; i < 20; i++) {
            store.flush();
        }
        store.abandon();
        await().until(() -> !writer.isAlive());
        try (Store again = Store.in(folder)) {
            assertThat(again.map("left", TEXT).get("n"))
                    .isNotNull()
                    .isEqualTo(again.map("right", TEXT).get("n"));
        }
    }

    private static final Codec<byte[]> RAW =
            new Codec<>() {
                @Override
                public byte[] encode(byte[] value) {
                    return value;
                }

                @Override
                public byte[] decode(byte[] bytes) {
                    return bytes;
                }
            };
}
