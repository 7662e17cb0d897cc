// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EffectiveConfigTest {
    private static final ParsedConfig PARSED =
            StandIns.parse(
                    """
                    listeners: [ { name: public, bind: "127.0.0.1:${PORT}" } ]
                    admin: { token: "${TOKEN}" }
                    services:
                      - { name: a, endpoints: [ "${URL:-http://10.0.0.1:1}" ] }
                    routes:
                      - name: r
                        match: { host: a.com, query: { 'x"y': "${TOKEN}" } }
                        to: { respond: { headers: { x: "${TOKEN}", plain: "v" } } }
                    policies:
                      - { kind: stamp, key: s3cr3t-inline, set: { x: "Bearer ${TOKEN}" } }
                    """);

    @Test
    void noSecretIsShownWhereverItStands() {
        assertThat(EffectiveConfig.json(PARSED)).doesNotContain("s3cr3t").contains("\"***\"");
        assertThat(EffectiveConfig.yaml(PARSED)).doesNotContain("s3cr3t");
        assertThat(PARSED.toString()).doesNotContain("s3cr3t");
    }

    @Test
    void valuesOfTheEnvironmentAreShownAsTheirPlaceholders() {
        Map<String, Object> tree = EffectiveConfig.tree(PARSED);
        assertThat(at(tree, "routes", 0, "to", "respond", "headers"))
                .isEqualTo(Map.of("x", "${TOKEN}", "plain", "v"));
        assertThat(at(tree, "routes", 0, "match", "query", "x\"y", "exact")).isEqualTo("${TOKEN}");
        assertThat(at(tree, "policies", 0, "set", "x")).isEqualTo("Bearer ${TOKEN}");
        assertThat(at(tree, "listeners", 0, "bind")).isEqualTo("127.0.0.1:${PORT}");
    }

    @Test
    void defaultsAndLongFormsAreWrittenOut() {
        Map<String, Object> tree = EffectiveConfig.tree(PARSED);
        assertThat(at(tree, "services", 0, "endpoints", 0))
                .isEqualTo(Map.of("url", "${URL:-http://10.0.0.1:1}", "weight", 1));
        assertThat(at(tree, "services", 0, "timeouts"))
                .isEqualTo(Map.of("connect", "1s", "try", "15s", "request", "30s", "idle", "1m"));
        assertThat(at(tree, "listeners", 0, "limits", "body-size")).isEqualTo("none");
        assertThat(at(tree, "listeners", 0, "limits", "header-size")).isEqualTo("32KiB");
        assertThat(at(tree, "services", 0, "panic")).isEqualTo("50%");
        assertThat(at(tree, "routes", 0, "match", "host")).isEqualTo(List.of("a.com"));
        assertThat(at(tree, "policies", 0, "on-error")).isEqualTo("deny");
    }

    @SuppressWarnings("unchecked")
    private static Object at(Object tree, Object... steps) {
        Object here = tree;
        for (Object step : steps) {
            here =
                    step instanceof Integer index
                            ? ((List<Object>) here).get(index)
                            : ((Map<String, Object>) here).get(step);
        }
        return here;
    }
}
