// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Access;
import dev.martlet.core.Principal;
import dev.martlet.core.Priority;
import dev.martlet.policy.tenant.KeyConfig;
import dev.martlet.policy.tenant.TenantConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GrantedPrioritiesTest {
    private static final GrantedPriorities GRANTED =
            GrantedPriorities.of(
                    List.of(
                            tenant("org", null, Priority.INTERACTIVE),
                            tenant(
                                    "team",
                                    "org",
                                    null,
                                    key("ci", Priority.BATCH),
                                    key("web", null)),
                            tenant("slow", "org", Priority.BATCH),
                            tenant("free", null, null)));

    private static TenantConfig tenant(
            String name, String parent, Priority priority, KeyConfig... keys) {
        return new TenantConfig(
                name,
                parent,
                List.of(keys),
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                priority);
    }

    private static KeyConfig key(String id, Priority priority) {
        return new KeyConfig(
                id,
                "0".repeat(64),
                null,
                null,
                false,
                null,
                null,
                null,
                List.of(),
                List.of(),
                priority);
    }

    private static Priority of(String tenant, String id, String method) {
        return GRANTED.apply(new Principal(tenant, id, method, Map.of(), Access.ALL)).orElse(null);
    }

    @Test
    void aKeySaysItElseItsTenantElseTheTenantsParents() {
        assertThat(of("team", "ci", "api-key")).isEqualTo(Priority.BATCH);
        assertThat(of("team", "web", "api-key")).isEqualTo(Priority.INTERACTIVE);
        assertThat(of("slow", "x", "jwt")).isEqualTo(Priority.BATCH);
        assertThat(of("free", "x", "jwt")).isNull();
        assertThat(of("nobody", "x", "jwt")).isNull();
    }

    /** Somebody else's subject may have the name of a key. */
    @Test
    void onlyAKeyHasThePriorityOfAKey() {
        assertThat(of("team", "ci", "jwt")).isEqualTo(Priority.INTERACTIVE);
    }
}
