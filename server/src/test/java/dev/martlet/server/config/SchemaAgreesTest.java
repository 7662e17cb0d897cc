// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.networknt.schema.Schema;
import dev.martlet.core.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The schema and the binder are made from the same records, and so agree on one mistake at a time.
 */
class SchemaAgreesTest {
    private static final Schema SCHEMA = Schemas2020.schema();
    private static final String LISTENER =
            "listeners: [ { name: public, bind: \"127.0.0.1:8080\" } ]\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "colour: red",
                "admin: { bnd: \"127.0.0.1:1\" }",
                "admin: { bind: 9900 }",
                "admin: { token: 5 }",
                "admin: { token: \"\" }",
                "admin:",
                "shutdown: { grace: 30 }",
                "shutdown: { grace: 30 s }",
                "services: {}",
                "services: [ { preset: echo } ]",
                "services: [ { name: a } ]",
                "services: [ { name: a, preset: echo, endpoints: [ \"http://a:1\" ] } ]",
                "services: [ { name: a b, preset: echo } ]",
                "services: [ { name: a, preset: ecko } ]",
                "services: [ { name: a, preset: echo, panic: 0.5 } ]",
                "services: [ { name: a, preset: echo, retry: { attempts: 0 } } ]",
                "services: [ { name: a, preset: echo, retry: { attempts: \"2\" } } ]",
                "services: [ { name: a, preset: echo, retry: { on: [ never ] } } ]",
                "services: [ { name: a, preset: echo, balance: ring-hash } ]",
                "services: [ { name: a, preset: echo, health: {} } ]",
                "services: [ { name: a, preset: echo, health: { path: /, status: [] } } ]",
                "services: [ { name: a, preset: echo, tls: { verify: \"no\" } } ]",
                "services: [ { name: a, endpoints: [ { weight: 1 } ] } ]",
                "services: [ { name: a, endpoints: [ 5 ] } ]",
                "routes: [ { name: a } ]",
                "routes: [ { name: a, to: {} } ]",
                "routes: [ { name: a, to: { redirect: { scheme: ftp } } } ]",
                "routes: [ { name: a, to: { redirect: { path: /, status: 304 } } } ]",
                "routes: [ { name: a, to: { respond: { status: 1000 } } } ]",
                "routes: [ { name: a, to: { respond: {} }, match: { methods: [ get ] } } ]",
                "routes: [ { name: a, to: { respond: {} }, match: { headers: { \"a b\": c } } } ]",
                "routes: [ { name: a, to: { respond: {} }, match: { query: { a: {} } } } ]",
                "routes: [ { name: a, to: { respond: {} }, match: { when: \"\" } } ]",
                "policies: [ {} ]",
                "policies: [ { kind: quota } ]",
                "policies: [ { kind: nope } ]",
                "policies: [ { kind: quota, requests: 1, rate: 5 } ]",
                "policies: [ { kind: quota, requests: 1, on-error: ignore } ]",
                "policies: [ { kind: allow, from: [] } ]",
            })
    void bothRefuseAMistake(String mistake) {
        String yaml = LISTENER + mistake + "\n";
        assertThat(catchThrowable(() -> StandIns.parse(yaml))).isInstanceOf(ConfigException.class);
        assertThat(Schemas2020.errors(SCHEMA, yaml)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "admin: { token: \"${TOKEN}\" }",
                "shutdown: { grace: \"${GRACE:-30s}\" }",
                "services: [ { name: a, preset: \"${KIND:-echo}\", retry: { attempts: \"${TRIES:-3}\", on: [ 503, reset ] } } ]",
                "services: [ { name: a, endpoints: [ \"http://a:1\", { url: \"http://b:1\", weight: 0 } ] } ]",
                "services: [ { name: a, preset: echo, health: { path: /, status: [ 200, 300-399 ] } } ]",
                "routes: [ { name: a, to: { respond: {} }, match: { host: a.com, methods: GET, path: /a } } ]",
                "routes: [ { name: a, to: { respond: {} }, match: { host: [ a.com, \"*.b.com\" ], path: { regex: /a } } } ]",
                "policies: [ { kind: quota, requests: 1, name: x, on-error: allow, size: 5 } ]",
                "policies: [ { kind: stamp, set: { a: b }, key: \"${TOKEN}\" } ]",
            })
    void bothTakeWhatIsRight(String right) {
        String yaml = LISTENER + right + "\n";
        assertThat(StandIns.parse(yaml)).isNotNull();
        assertThat(Schemas2020.errors(SCHEMA, yaml)).isEmpty();
    }

    @Test
    void everyKeyHasADescription() {
        for (var entry : SCHEMA.getSchemaNode().get("$defs").properties()) {
            var properties = entry.getValue().path("properties");
            for (var property : properties.properties()) {
                boolean common = property.getKey().equals("kind");
                assertThat(common || property.getValue().has("description"))
                        .as("description of " + entry.getKey() + "." + property.getKey())
                        .isTrue();
            }
        }
    }
}
