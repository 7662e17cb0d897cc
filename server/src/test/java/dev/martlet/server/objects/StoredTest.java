// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.state.Documents;
import dev.martlet.core.state.Documents.Change;
import dev.martlet.policy.tenant.LiveKeys;
import dev.martlet.server.cel.CelExpressions;
import dev.martlet.server.config.ConfigLoader;
import dev.martlet.server.state.embedded.EmbeddedDocuments;
import dev.martlet.server.state.embedded.Store;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a node makes of what others have stored. */
class StoredTest {
    private final Store store = Store.inMemory();
    private final Documents documents = new EmbeddedDocuments(store, InstantSource.system());
    private final LiveKeys live = new LiveKeys();
    private final Stored node = new Stored(documents, loader(), live);

    private static ConfigLoader loader() {
        return new ConfigLoader(List.of(), CelExpressions.standard(), name -> null);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void put(Documents.Id id, String json) {
        documents.change(List.of(new Change(id, json, -1)), -1, "another node", "");
    }

    private static Documents.Id key(int number) {
        return new Documents.Id("keys", "acme/k" + number);
    }

    private static String keyJson(int number) {
        return "{\"id\":\"k%d\",\"sha256\":\"%064x\"}".formatted(number, number);
    }

    @Test
    void keysOfOthersAreInForceAndObjectsOfOthersWaitToBeCompiled() {
        put(key(1), keyJson(1));
        node.refresh();
        assertThat(live.size()).isEqualTo(1);
        long before = node.objectsRevision();

        put(key(2), keyJson(2));
        put(key(1), null);
        node.refresh();
        assertThat(live.size()).isEqualTo(1);
        assertThat(node.keyName("k2")).isEqualTo("acme/k2");
        assertThat(node.keyName("k1")).isNull();
        assertThat(node.objectsRevision()).isEqualTo(before);

        put(new Documents.Id("tenants", "beta"), "{\"name\":\"beta\"}");
        node.refresh();
        assertThat(node.objectsRevision()).isEqualTo(4);
        assertThat(node.added()).singleElement().hasToString("admin: tenants/beta");
    }

    @Test
    void aNodeThatWasAwayForLongReadsEverythingAnew() {
        put(key(1), keyJson(1));
        node.refresh();
        put(key(1), null);
        for (int i = 2; i < 300; i++) {
            put(key(i), keyJson(i));
        }
        node.refresh();
        assertThat(live.size()).isEqualTo(298);
        assertThat(node.keys()).hasSize(298);
        assertThat(node.keyName("k1")).isNull();
        assertThat(node.revision()).isEqualTo(300);
    }

    @Test
    void aHundredThousandKeysAreReadAndOneMoreIsOneMore() {
        List<Change> all = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            all.add(new Change(key(i), keyJson(i), 0));
        }
        documents.change(all, -1, "me", "");
        node.refresh();
        assertThat(live.size()).isEqualTo(100_000);
        put(key(100_000), keyJson(100_000));
        node.refresh();
        assertThat(live.size()).isEqualTo(100_001);
    }

    @Test
    void aKeyThatCannotBeReadIsNoKeyAndTheOthersAre() {
        put(new Documents.Id("keys", "acme/broken"), "{\"id\":\"broken\",\"sha256\":\"??\"}");
        put(new Documents.Id("keys", "acme/worse"), "[");
        put(key(1), keyJson(1));
        node.refresh();
        assertThat(live.size()).isEqualTo(1);
        assertThat(node.keys()).hasSize(3);
    }
}
