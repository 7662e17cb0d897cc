// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static dev.martlet.server.e2e.ObjectsTest.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.server.e2e.Api.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** API keys that come and go while the gateway runs. */
class KeysTest {
    private static final String HASH =
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private static final String FILE =
            """
            state: { kind: memory }
            providers: [ { name: echo, preset: echo } ]
            models: [ { name: smart, targets: [ echo ] }, { name: dear, targets: [ echo ] } ]
            tenants: [ { name: acme, keys: [ { id: of-file, sha256: "%s" } ] } ]
            policies: [ { kind: api-key } ]
            routes: [ { name: models, match: { path: "/**" }, to: { models: "*" } } ]
            """
                    .formatted(HASH);
    private static final String KEYS = "/api/v1/tenants/acme/keys";

    private RunningGateway gateway;
    private Api admin;
    private Api client;

    @BeforeEach
    void start() throws Exception {
        gateway = RunningGateway.start(FILE);
        admin = new Api(gateway.gateway().adminPort());
        client = new Api(gateway.port());
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        admin.close();
        gateway.close();
    }

    private int chat(String model, String key) throws Exception {
        return client.chat(model, "Authorization", "Bearer " + key).status();
    }

    @Test
    void aKeyIsShownOnceAndWorksAtOnceWithoutANewGeneration() throws Exception {
        long generation = gateway.gateway().reload().generation();
        Answer made = expect(201, admin.post(KEYS, "{\"id\":\"ci\",\"label\":\"builds\"}"));
        String key = made.json().get("key").asString();
        assertThat(key).matches("mk_[A-Za-z0-9]{40}");
        assertThat(made.field("location")).isEqualTo(KEYS + "/ci");
        assertThat(chat("smart", key)).isEqualTo(200);
        assertThat(chat("smart", key + "x")).isEqualTo(401);
        JsonNode first = admin.get(KEYS).json().at("/items/0");
        assertThat(first.get("name").asString()).isEqualTo("ci");
        assertThat(Instant.parse(first.get("last_used").asString()))
                .isBetween(Instant.now().minusSeconds(180), Instant.now());

        Answer kept = expect(200, admin.get(KEYS + "/ci"));
        assertThat(kept.text()).doesNotContain(key).contains("builds");
        assertThat(admin.get("/api/v1/revisions/1").text()).doesNotContain(key);
        assertThat(gateway.json("/").get("generation").asLong()).isEqualTo(generation);
    }

    @Test
    void aRevokedKeyIsRefusedAtOnce() throws Exception {
        String key = key("{\"id\":\"ci\"}");
        assertThat(admin.delete(KEYS + "/ci").status()).isEqualTo(204);
        assertThat(chat("smart", key)).isEqualTo(401);
        assertThat(admin.get(KEYS + "/ci").status()).isEqualTo(404);

        String other = key("{\"id\":\"other\"}");
        expect(200, admin.patch(KEYS + "/other", "{\"revoked\":true}"));
        assertThat(chat("smart", other)).isEqualTo(401);
        assertThat(admin.get(KEYS + "/other").status()).isEqualTo(200);
    }

    @Test
    void aKeyUsesWhatItMayAndNoMore() throws Exception {
        String key = key("{\"id\":\"ci\",\"models\":[\"smart\"]}");
        assertThat(chat("smart", key)).isEqualTo(200);
        assertThat(chat("dear", key)).isEqualTo(404);
        expect(200, admin.patch(KEYS + "/ci", "{\"models\":null}"));
        assertThat(chat("dear", key)).isEqualTo(200);
    }

    @Test
    void aRotatedKeyWorksBesideTheNewOneUntilItExpires() throws Exception {
        String old = key("{\"id\":\"ci\",\"models\":[\"smart\"]}");
        Answer rotated = expect(201, admin.post(KEYS + "/ci/rotate", "{\"overlap\":\"1h\"}"));
        String fresh = rotated.json().get("key").asString();
        assertThat(rotated.json().get("id").asString()).isEqualTo("ci-2");
        assertThat(rotated.json().at("/object/models/0").asString()).isEqualTo("smart");
        assertThat(rotated.json().at("/object").has("expires")).isFalse();
        assertThat(chat("smart", old)).isEqualTo(200);
        assertThat(chat("smart", fresh)).isEqualTo(200);
        assertThat(admin.get(KEYS + "/ci").json().has("expires")).isTrue();

        Answer again = expect(201, admin.post(KEYS + "/ci-2/rotate", "{\"overlap\":\"0s\"}"));
        assertThat(again.json().get("id").asString()).isEqualTo("ci-3");
        assertThat(chat("smart", fresh)).isEqualTo(401);
        assertThat(chat("smart", again.json().get("key").asString())).isEqualTo(200);
        assertThat(admin.post(KEYS + "/ci/rotate", "{\"overlap\":\"1y\"}").status()).isEqualTo(422);
    }

    @Test
    void aKeyThatWasMadeElsewhereIsTakenByItsHash() throws Exception {
        Answer made =
                expect(
                        201,
                        admin.post(
                                KEYS,
                                "{\"id\":\"mine\",\"sha256\":\"%s\"}"
                                        .formatted(HASH.replace('9', '8'))));
        assertThat(made.json().has("key")).isFalse();
        Answer taken = admin.post(KEYS, "{\"id\":\"twin\",\"sha256\":\"%s\"}".formatted(HASH));
        assertThat(taken.status()).isEqualTo(409);
        assertThat(admin.post(KEYS, "{\"id\":\"mine\"}").status()).isEqualTo(409);
        assertThat(admin.post(KEYS, "{\"id\":\"of-file\"}").status()).isEqualTo(409);
    }

    @Test
    void whatIsWrongWithAKeyIsTold() throws Exception {
        Answer refused = admin.post(KEYS, "{\"id\":\"a/b\",\"lable\":\"x\"}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().at("/problems/0/file").asString())
                .isEqualTo("admin: keys/acme/a/b");
        assertThat(refused.json().at("/problems/1/nearest").asString()).isEqualTo("label");
        assertThat(admin.post("/api/v1/tenants/nobody/keys", "{}").status()).isEqualTo(404);
        assertThat(admin.delete(KEYS + "/of-file").status()).isEqualTo(409);
        assertThat(admin.patch(KEYS + "/of-file", "{}").json().get("detail").asString())
                .isEqualTo(
                        "The key of-file is part of the configuration of tenant acme: it is changed with that.");
        key("{\"id\":\"ci\"}");
        assertThat(admin.patch(KEYS + "/ci", "{\"sha256\":\"%s\"}".formatted(HASH)).status())
                .isEqualTo(400);
    }

    @Test
    void aDryRunShowsNoKey() throws Exception {
        Answer would = expect(200, admin.post(KEYS + "?dry-run=true", "{\"id\":\"ci\"}"));
        assertThat(would.json().has("key")).isFalse();
        assertThat(admin.get(KEYS + "/ci").status()).isEqualTo(404);
    }

    @Test
    void allKeysOfATenantAreListedPageByPage() throws Exception {
        for (String id : List.of("b", "a", "z")) {
            key("{\"id\":\"%s\"}".formatted(id));
        }
        List<String> seen = new ArrayList<>();
        String next = KEYS + "?limit=2";
        while (next != null) {
            JsonNode page = expect(200, admin.get(next)).json();
            assertThat(page.get("items").size()).isLessThanOrEqualTo(2);
            page.get("items")
                    .forEach(item ->
                            seen.add(
                                    item.get("name").asString()
                                            + " "
                                            + item.get("source").asString()));
            next = page.has("next") ? page.get("next").asString() : null;
        }
        assertThat(seen).containsExactly("a admin", "b admin", "of-file file", "z admin");
    }

    @Test
    void aFileThatTakesTheIdOfAKeyIsRefused() throws Exception {
        key("{\"id\":\"ci\"}");
        assertThat(gateway.tryReload(FILE.replace("of-file", "ci")).problems())
                .singleElement()
                .extracting(Object::toString)
                .asString()
                .endsWith(
                        "tenants[0].keys[0].id: the key \"ci\" was also made at run time, as keys/acme/ci (expected: another id here, or the key deleted through the admin API first)");
    }

    @Test
    void aTenantTakesItsKeysAlongAndBringsThemBack() throws Exception {
        expect(201, admin.put("/api/v1/tenants/beta", "{}"));
        Answer made = expect(201, admin.post("/api/v1/tenants/beta/keys", "{\"id\":\"k\"}"));
        String key = made.json().get("key").asString();
        assertThat(chat("smart", key)).isEqualTo(200);
        assertThat(admin.delete("/api/v1/tenants/beta").status()).isEqualTo(204);
        assertThat(chat("smart", key)).isEqualTo(401);
        expect(201, admin.put("/api/v1/tenants/beta", "{}"));
        assertThat(chat("smart", key)).isEqualTo(401);

        expect(200, admin.post("/api/v1/revisions/2/rollback", ""));
        assertThat(chat("smart", key)).isEqualTo(200);
    }

    @Test
    void aRollbackDoesNotBringARevokedKeyBack() throws Exception {
        String key = key("{\"id\":\"ci\"}");
        admin.delete(KEYS + "/ci");
        String later = key("{\"id\":\"later\"}");
        expect(201, admin.put("/api/v1/tenants/beta", "{}"));
        expect(200, admin.post("/api/v1/revisions/1/rollback", ""));
        assertThat(admin.get("/api/v1/tenants/beta").status()).isEqualTo(404);
        assertThat(chat("smart", key)).isEqualTo(401);
        assertThat(chat("smart", later)).isEqualTo(200);
    }

    private String key(String body) throws Exception {
        return expect(201, admin.post(KEYS, body)).json().get("key").asString();
    }
}
