// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.config.Problem;
import dev.martlet.server.e2e.Api.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Objects that are made at run time, on the operators' port. */
class ObjectsTest {
    private static final String FILE =
            """
            state: { kind: memory }
            services: [ { name: echo, preset: echo } ]
            tenants: [ { name: org } ]
            routes: [ { name: echo, match: { path: "/echo/**" }, to: { service: echo } } ]
            """;

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

    @Test
    void aProviderAModelAndARouteMadeAtRunTimeServeAChat() throws Exception {
        assertThat(client.chat("new").status()).isEqualTo(404);
        expect(201, admin.put("/api/v1/providers/demo", "{\"preset\":\"echo\"}"));
        expect(201, admin.put("/api/v1/models/new", "{\"targets\":[\"demo\"]}"));
        expect(
                201,
                admin.put(
                        "/api/v1/routes/chat",
                        "{\"match\":{\"path\":\"/v1/**\"},\"to\":{\"models\":\"*\"}}"));

        Answer chat = client.chat("new");
        assertThat(chat.status()).as(chat.text()).isEqualTo(200);
        assertThat(chat.json().at("/choices/0/message/content").asString()).isEqualTo("hello");
        assertThat(gateway.json("/models").toString()).contains("\"new\"");

        assertThat(admin.delete("/api/v1/routes/chat").status()).isEqualTo(204);
        assertThat(client.chat("new").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "services | {'endpoints':['http://127.0.0.1:9']} | {'balance':'random'}",
                "providers | {'preset':'echo'} | {'client-keys':true}",
                "models | {'targets':[{'provider':'spare'}]} | {'balance':'cheapest'}",
                "tenants | {'parent':'org','limits':[{'requests':5,'per':'1m'}]} | {'priority':'batch'}",
                "routes | {'match':{'path':'/x/**'},'to':{'service':'echo'}} | {'timeout':'3s'}",
                "policies | {'kind':'headers','response':{'set':{'x-a':'1'}}} | {'on-error':'allow'}",
            })
    void everyKindIsMadeReadChangedAndDeleted(String kind, String made, String patch)
            throws Exception {
        expect(201, admin.put("/api/v1/providers/spare", "{\"preset\":\"echo\"}"));
        String path = "/api/v1/" + kind + "/thing";
        assertThat(admin.get(path).status()).isEqualTo(404);

        Answer created = expect(201, admin.put(path, made.replace('\'', '"')));
        assertThat(created.field("x-martlet-source")).isEqualTo("admin");
        assertThat(created.json().get("name").asString()).isEqualTo("thing");

        Answer read = expect(200, admin.get(path));
        assertThat(read.json()).isEqualTo(created.json());
        assertThat(read.field("etag")).isEqualTo(created.field("etag")).isEqualTo("\"2\"");
        assertThat(admin.get(path, "If-None-Match", "\"2\"").status()).isEqualTo(304);
        assertThat(names(admin.get("/api/v1/" + kind))).contains("thing");

        Answer patched = expect(200, admin.patch(path, patch.replace('\'', '"')));
        String key = patch.substring(2, patch.indexOf('\'', 2));
        assertThat(patched.json().has(key)).isTrue();
        assertThat(patched.field("etag")).isEqualTo("\"3\"");
        Answer replaced =
                expect(200, admin.put(path, made.replace('\'', '"'), "If-Match", "\"3\""));
        assertThat(replaced.json()).isEqualTo(created.json());

        Answer deleted = admin.delete(path, "If-Match", replaced.field("etag"));
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.field("x-martlet-revision")).isEqualTo("5");
        assertThat(admin.get(path).status()).isEqualTo(404);
        assertThat(names(admin.get("/api/v1/" + kind))).doesNotContain("thing");
    }

    @Test
    void theKindsAreCounted() throws Exception {
        expect(201, admin.put("/api/v1/tenants/acme", "{}"));
        JsonNode kinds = expect(200, admin.get("/api/v1")).json();
        assertThat(kinds.get("revision").asInt()).isEqualTo(1);
        List<String> shown = new ArrayList<>();
        kinds.get("kinds")
                .forEach(kind ->
                        shown.add(
                                kind.get("kind").asString()
                                        + " "
                                        + kind.get("in_file")
                                        + " "
                                        + kind.get("stored")));
        assertThat(shown)
                .containsExactly(
                        "services 1 0",
                        "providers 0 0",
                        "models 0 0",
                        "tenants 1 1",
                        "routes 1 0",
                        "policies 0 0");
    }

    @Test
    void yamlIsTakenToo() throws Exception {
        Answer made =
                expect(
                        201,
                        admin.put(
                                "/api/v1/tenants/acme",
                                "parent: org\nlimits:\n  - { tokens: 200k, per: 1m }\n",
                                "Content-Type",
                                "application/yaml"));
        assertThat(made.json().at("/limits/0/tokens").asString()).isEqualTo("200k");
        assertThat(
                        admin.put("/api/v1/tenants/b", "<a/>", "Content-Type", "application/xml")
                                .status())
                .isEqualTo(415);
    }

    @Test
    void aNameThatNeedsQuotingInAPathIsAName() throws Exception {
        expect(201, admin.put("/api/v1/providers/p", "{\"preset\":\"echo\"}"));
        expect(201, admin.put("/api/v1/models/meta%2Fllama+3*", "{\"targets\":[\"p\"]}"));
        assertThat(admin.get("/api/v1/models/meta%2Fllama+3%2A").json().get("name").asString())
                .isEqualTo("meta/llama+3*");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnceWithItsPlace() throws Exception {
        Answer refused =
                admin.put(
                        "/api/v1/tenants/acme",
                        """
                        {
                          "parent": "org",
                          "limts": [],
                          "limits": [ { "requests": "many", "per": "1m" } ],
                          "time-zone": "Europe/Berlln"
                        }
                        """);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.field("content-type")).isEqualTo("application/problem+json");
        assertThat(refused.json().get("reason").asString()).isEqualTo("invalid");
        assertThat(problems(refused))
                .containsExactly(
                        "admin: tenants/acme:3:3: limts: the key \"limts\" is unknown (expected: one of: name, parent, keys, models, tools, routes, time-zone, limits, budgets, priority; did you mean limits?)",
                        "admin: tenants/acme:4:29: limits[0].requests: the value \"many\" is not valid (expected: a count such as 500, 200k or 50M)",
                        "admin: tenants/acme:5:16: time-zone: the value \"Europe/Berlln\" is not valid (expected: a time zone such as Europe/Berlin or UTC)");
        assertThat(admin.get("/api/v1/tenants/acme").status()).isEqualTo(404);
        assertThat(admin.get("/api/v1/revisions").json().get("items")).isEmpty();
    }

    @Test
    void anObjectThatDoesNotFitToTheOthersIsRefused() throws Exception {
        Answer dangling =
                admin.put(
                        "/api/v1/routes/x",
                        "{\"match\":{\"path\":\"/x\"},\"to\":{\"service\":\"ecko\"}}");
        assertThat(problems(dangling))
                .containsExactly(
                        "admin: routes/x:1:40: to.service: no service is named \"ecko\" (expected: one of: echo; did you mean echo?)");
        Answer overlapping =
                admin.put(
                        "/api/v1/routes/x",
                        "{\"match\":{\"path\":\"/echo/**\"},\"to\":{\"service\":\"echo\"}}");
        assertThat(overlapping.status()).isEqualTo(422);
        assertThat(problems(overlapping).getFirst()).startsWith("admin: routes/x:1:");

        expect(201, admin.put("/api/v1/services/s", "{\"preset\":\"echo\"}"));
        expect(
                201,
                admin.put(
                        "/api/v1/routes/x",
                        "{\"match\":{\"path\":\"/x\"},\"to\":{\"service\":\"s\"}}"));
        Answer inUse = admin.delete("/api/v1/services/s");
        assertThat(inUse.status()).isEqualTo(422);
        assertThat(problems(inUse))
                .containsExactly(
                        "admin: routes/x: to.service: no service is named \"s\" (expected: one of: echo)");
        assertThat(client.get("/x").status()).isEqualTo(200);
    }

    @Test
    void anotherObjectIsMentionedByItsName() throws Exception {
        String keys = "{\"keys\":[{\"id\":\"%s\",\"sha256\":\"%064x\"}]}";
        expect(201, admin.put("/api/v1/tenants/a", keys.formatted("one", 1)));
        Answer twice = admin.put("/api/v1/tenants/b", keys.formatted("one", 2));
        assertThat(twice.status()).isEqualTo(422);
        assertThat(problems(twice).getFirst())
                .startsWith("admin: tenants/b:1:")
                .contains("admin: tenants/a")
                .doesNotContain("tenants[");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':1,'a':2} | the key \"a\" is given twice",
                "{'a': | not valid JSON from here on",
                "[] | a list does not fit here",
                "5 | a number does not fit here",
                "{'name':'other'} | this is not the name in the request's path",
                "{} {} | something follows the document",
            })
    void aBodyThatIsNoObjectIsRefused(String body, String message) throws Exception {
        Answer refused = admin.put("/api/v1/tenants/acme", body.replace('\'', '"'));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().at("/problems/0/message").asString()).isEqualTo(message);
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        Answer refused =
                admin.put("/api/v1/tenants/acme", "{\"x\":\"" + "a".repeat(1 << 20) + "\"}");
        assertThat(refused.status()).isEqualTo(413);
    }

    @Test
    void secretsAreReferencesAndNothingElse() throws Exception {
        Answer refused =
                admin.put(
                        "/api/v1/providers/p",
                        "{\"preset\":\"openai\",\"keys\":[\"sk-very-secret\"]}");
        assertThat(problems(refused))
                .containsExactly(
                        "admin: providers/p:1:28: keys[0]: a secret is not kept in an object (expected: where it is: ${NAME} of the environment, or file:/path)");
        assertThat(refused.text()).doesNotContain("sk-very-secret");
        Answer withDefault =
                admin.put(
                        "/api/v1/providers/p",
                        "{\"preset\":\"openai\",\"keys\":[\"${NO_SUCH:-sk-very-secret}\"]}");
        assertThat(withDefault.status()).isEqualTo(422);
        assertThat(withDefault.text()).doesNotContain("sk-very-secret");

        java.nio.file.Files.writeString(gateway.folder().resolve("key"), "sk-very-secret");
        Answer made =
                expect(
                        201,
                        admin.put(
                                "/api/v1/providers/p",
                                "{\"preset\":\"openai\",\"keys\":[\"file:key\"]}"));
        assertThat(made.json().at("/keys/0").asString()).isEqualTo("file:key");
        assertThat(gateway.json("/config").toString()).doesNotContain("sk-very-secret");
    }

    @Test
    void whatTheFileDefinesIsReadHereAndChangedThere() throws Exception {
        Answer read = expect(200, admin.get("/api/v1/tenants/org"));
        assertThat(read.field("x-martlet-source")).isEqualTo("file");
        assertThat(read.field("etag")).isEmpty();
        assertThat(read.json().get("name").asString()).isEqualTo("org");
        for (Answer refused :
                List.of(
                        admin.put("/api/v1/tenants/org", "{}"),
                        admin.patch("/api/v1/tenants/org", "{}"),
                        admin.delete("/api/v1/tenants/org"))) {
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.json().get("reason").asString()).isEqualTo("defined_in_file");
            assertThat(refused.json().get("detail").asString())
                    .isEqualTo(
                            "tenants/org is defined in "
                                    + gateway.folder().resolve("martlet.yaml")
                                    + ", line 5: it can be changed there, and only there.");
        }
    }

    @Test
    void aFileThatDefinesWhatWasMadeAtRunTimeIsRefused() throws Exception {
        expect(201, admin.put("/api/v1/tenants/acme", "{}"));
        List<Problem> problems =
                gateway.tryReload(FILE.replace("{ name: org }", "{ name: org }, { name: acme }"))
                        .problems();
        assertThat(problems)
                .extracting(Problem::toString)
                .containsExactly(
                        gateway.folder().resolve("martlet.yaml")
                                + ":5:27: tenants[1]: \"acme\" was also made at run time, as tenants/acme (expected: another name here, or the object deleted through the admin API first)");
        expect(204, admin.delete("/api/v1/tenants/acme"));
        gateway.reload(FILE.replace("{ name: org }", "{ name: org }, { name: acme }"));
        assertThat(admin.get("/api/v1/tenants/acme").field("x-martlet-source")).isEqualTo("file");
    }

    @Test
    void aReloadKeepsWhatWasMadeAndRefusesAFileThatItNeeds() throws Exception {
        expect(
                201,
                admin.put(
                        "/api/v1/routes/x",
                        "{\"match\":{\"path\":\"/x\"},\"to\":{\"service\":\"echo\"}}"));
        gateway.reload(FILE + "shutdown: { grace: 3s }\n");
        assertThat(client.get("/x").status()).isEqualTo(200);
        List<Problem> problems =
                gateway.tryReload(
                                """
                                state: { kind: memory }
                                services: [ { name: other, preset: echo } ]
                                routes: [ { name: echo, match: { path: "/echo/**" }, to: { service: other } } ]
                                """)
                        .problems();
        assertThat(problems)
                .extracting(Problem::toString)
                .containsExactly(
                        "admin: routes/x: to.service: no service is named \"echo\" (expected: one of: other)");
    }

    @Test
    void anObjectIsNotCompiledWithAFileThatWasRefused() throws Exception {
        assertThat(gateway.tryReload("nonsense: true\n" + FILE).ok()).isFalse();
        expect(201, admin.put("/api/v1/tenants/acme", "{}"));
    }

    @Test
    void nobodyOverwritesWhatTheyHaveNotSeen() throws Exception {
        expect(201, admin.put("/api/v1/tenants/acme", "{}", "If-None-Match", "*"));
        assertThat(admin.put("/api/v1/tenants/acme", "{}", "If-None-Match", "*").status())
                .isEqualTo(412);
        Answer unseen = admin.put("/api/v1/tenants/acme", "{\"parent\":\"org\"}");
        assertThat(unseen.status()).isEqualTo(428);
        assertThat(unseen.json().get("detail").asString())
                .isEqualTo(
                        "tenants/acme exists: say what is replaced, by If-Match: \"1\", or If-Match: * for whatever is there.");
        expect(200, admin.put("/api/v1/tenants/acme", "{\"parent\":\"org\"}", "If-Match", "*"));
        assertThat(admin.put("/api/v1/tenants/acme", "{}", "If-Match", "\"1\"").status())
                .isEqualTo(412);
        assertThat(admin.patch("/api/v1/tenants/acme", "{}", "If-Match", "W/\"2\"").status())
                .isEqualTo(412);
        assertThat(admin.delete("/api/v1/tenants/acme", "If-Match", "\"1\"").status())
                .isEqualTo(412);
        assertThat(admin.put("/api/v1/tenants/new", "{}", "If-Match", "*").status()).isEqualTo(412);
    }

    @Test
    void ofManyWritersOfOneVersionOneWins() throws Exception {
        expect(201, admin.put("/api/v1/tenants/acme", "{}"));
        List<Integer> statuses =
                together(
                        8,
                        i ->
                                () ->
                                        admin.put(
                                                        "/api/v1/tenants/acme",
                                                        "{\"limits\":[{\"requests\":"
                                                                + (i + 1)
                                                                + ",\"per\":\"1m\"}]}",
                                                        "If-Match",
                                                        "\"1\"")
                                                .status());
        assertThat(statuses).containsOnlyOnce(200);
        assertThat(statuses.stream().filter(status -> status == 412)).hasSize(7);
    }

    @Test
    void aDryRunTellsWhatWouldComeOfItAndChangesNothing() throws Exception {
        Answer would = expect(200, admin.put("/api/v1/tenants/acme?dry-run=true", "{}"));
        assertThat(would.field("etag")).isEmpty();
        assertThat(admin.put("/api/v1/tenants/acme?dry-run=true", "{\"x\":1}").status())
                .isEqualTo(422);
        assertThat(admin.get("/api/v1/tenants/acme").status()).isEqualTo(404);
        assertThat(admin.get("/api/v1").json().get("revision").asInt()).isZero();
        assertThat(admin.put("/api/v1/tenants/acme?dryrun=true", "{}").json().get("detail"))
                .hasToString(
                        "\"The parameter dryrun is unknown; did you mean dry-run? (expected: one of dry-run).\"");
    }

    @Test
    void whatIsAlreadySoIsNoRevision() throws Exception {
        expect(201, admin.put("/api/v1/tenants/acme", "{\"parent\":\"org\"}"));
        expect(200, admin.put("/api/v1/tenants/acme", "{\"parent\":\"org\"}", "If-Match", "*"));
        assertThat(admin.get("/api/v1").json().get("revision").asInt()).isOne();
    }

    @Test
    void everyChangeIsARevisionWithItsAuthorAndCanBeTakenBack() throws Exception {
        expect(
                201,
                admin.put(
                        "/api/v1/tenants/acme",
                        "{}",
                        "x-martlet-author",
                        "ann",
                        "x-martlet-note",
                        "new customer"));
        expect(200, admin.patch("/api/v1/tenants/acme", "{\"parent\":\"org\"}"));
        expect(201, admin.put("/api/v1/tenants/beta", "{}"));
        expect(204, admin.delete("/api/v1/tenants/acme"));

        JsonNode items = admin.get("/api/v1/revisions?limit=3").json();
        assertThat(items.get("items")).hasSize(3);
        assertThat(items.at("/items/0/revision").asInt()).isEqualTo(4);
        assertThat(items.at("/items/0/author").asString()).isEqualTo("local");
        JsonNode rest = admin.get(items.get("next").asString()).json();
        assertThat(rest.at("/items/0/author").asString()).isEqualTo("ann");
        assertThat(rest.at("/items/0/note").asString()).isEqualTo("new customer");
        assertThat(rest.at("/items/0/changes/0/change").asString()).isEqualTo("created");
        assertThat(rest.has("next")).isFalse();
        assertThat(admin.get("/api/v1/revisions/2").json().at("/changes/0/after/parent").asString())
                .isEqualTo("org");

        assertThat(
                        expect(200, admin.post("/api/v1/revisions/1/rollback?dry-run=true", ""))
                                .json()
                                .get("revision")
                                .asInt())
                .isEqualTo(4);
        Answer back = expect(200, admin.post("/api/v1/revisions/1/rollback", ""));
        assertThat(back.json().get("revision").asInt()).isEqualTo(5);
        assertThat(admin.get("/api/v1/tenants/acme").json().has("parent")).isFalse();
        assertThat(admin.get("/api/v1/tenants/beta").status()).isEqualTo(404);
        assertThat(admin.post("/api/v1/revisions/77/rollback", "").status()).isEqualTo(404);
        expect(200, admin.post("/api/v1/revisions/0/rollback", ""));
        assertThat(admin.get("/api/v1/tenants/acme").status()).isEqualTo(404);
    }

    @Test
    void aThousandTenantsAreMadeAndPagedThrough() throws Exception {
        for (int i = 0; i < 1000; i++) {
            expect(201, admin.put("/api/v1/tenants/t%04d".formatted(i), "{\"parent\":\"org\"}"));
        }
        List<String> all = new ArrayList<>();
        String next = "/api/v1/tenants?limit=300";
        while (next != null) {
            JsonNode page = expect(200, admin.get(next)).json();
            page.get("items").forEach(item -> all.add(item.get("name").asString()));
            next = page.has("next") ? page.get("next").asString() : null;
        }
        assertThat(all).hasSize(1001).isSorted().startsWith("org", "t0000").endsWith("t0999");
    }

    @Test
    void aPathOrMethodThatIsNotThereIsToldSo() throws Exception {
        assertThat(admin.get("/api/v1/tenant/acme").json().get("detail").asString())
                .startsWith("There is no kind tenant; did you mean tenants?");
        Answer post = admin.post("/api/v1/tenants/acme", "{}");
        assertThat(post.status()).isEqualTo(405);
        assertThat(post.field("allow")).isEqualTo("DELETE, GET, HEAD, PATCH, PUT");
        assertThat(admin.get("/api/v2").status()).isEqualTo(404);
        assertThat(admin.get("/api/v1/listeners").status()).isEqualTo(404);
    }

    @Test
    void withoutTheTokenNothingIsReadOrChanged() throws Exception {
        try (RunningGateway guarded =
                        RunningGateway.start(
                                "admin: { bind: \"127.0.0.1:0\", token: \"${ADMIN_TOKEN}\" }\n"
                                        + FILE,
                                java.util.Map.of("ADMIN_TOKEN", "open-sesame"));
                Api stranger = new Api(guarded.gateway().adminPort())) {
            assertThat(stranger.get("/api/v1").status()).isEqualTo(401);
            assertThat(stranger.put("/api/v1/tenants/acme", "{}").status()).isEqualTo(401);
            String[] token = {"Authorization", "Bearer open-sesame"};
            expect(201, stranger.put("/api/v1/tenants/acme", "{}", token));
            assertThat(
                            stranger.get("/api/v1/revisions", token)
                                    .json()
                                    .at("/items/0/author")
                                    .asString())
                    .isEqualTo("admin");
        }
    }

    private interface Task {
        Callable<Integer> of(int index);
    }

    private static List<Integer> together(int many, Task task) throws Exception {
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all =
                    IntStream.range(0, many).mapToObj(i -> pool.submit(task.of(i))).toList();
            List<Integer> results = new ArrayList<>();
            for (Future<Integer> one : all) {
                results.add(one.get());
            }
            return results;
        }
    }

    static Answer expect(int status, Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        return answer;
    }

    private static List<String> names(Answer list) {
        List<String> names = new ArrayList<>();
        list.json().get("items").forEach(item -> names.add(item.get("name").asString()));
        return names;
    }

    /** As a user reads them. */
    private static List<String> problems(Answer refused) {
        List<String> lines = new ArrayList<>();
        refused.json()
                .get("problems")
                .forEach(one ->
                        lines.add(
                                new Problem(
                                                one.get("file").asString(),
                                                one.path("line").asInt(0),
                                                one.path("column").asInt(0),
                                                one.get("path").asString(),
                                                one.get("message").asString(),
                                                text(one, "expected"),
                                                text(one, "nearest"))
                                        .toString()));
        return lines;
    }

    private static String text(JsonNode node, String key) {
        return node.has(key) ? node.get(key).asString() : null;
    }
}
