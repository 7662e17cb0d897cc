// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.PolicyKind;
import dev.martlet.core.Stage;
import dev.martlet.core.config.Doc;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SchemaWriterTest {

    @Doc("Swims.")
    record SwimConfig(@Doc("Where.") PoolConfig pool) {}

    @Test
    void recordsOfTheSameNameDoNotHideEachOther() {
        PolicyKind<SwimConfig> kind =
                new PolicyKind<>("swim", Stage.EDGE, SwimConfig.class, (config, context) -> null);
        JsonNode definitions =
                JsonMapper.builder()
                        .build()
                        .readTree(SchemaWriter.write(List.of(kind)))
                        .get("$defs");
        String used = definitions.at("/policy-swim/properties/pool/$ref").asString();
        String other = definitions.at("/service/properties/pool/$ref").asString();
        assertThat(used).isNotEqualTo(other);
        assertThat(propertiesOf(definitions, used)).containsExactly("depth");
        assertThat(propertiesOf(definitions, other)).contains("connections", "idle");
    }

    private static Iterable<String> propertiesOf(JsonNode definitions, String reference) {
        return definitions.get(reference.replace("#/$defs/", "")).get("properties").propertyNames();
    }
}
