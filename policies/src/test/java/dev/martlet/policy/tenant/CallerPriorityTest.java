// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.martlet.core.Priority;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallerPriorityTest {
    private final Tenant org = new Tenant(config("org", Priority.INTERACTIVE), null);
    private final Tenant team = new Tenant(config("team", null), org);
    private final Tenant slow = new Tenant(config("slow", Priority.BATCH), org);
    private final Tenant free = new Tenant(config("free", null), null);

    private static TenantConfig config(String name, Priority priority) {
        return new TenantConfig(
                name, null, List.of(), null, null, null, null, List.of(), List.of(), priority);
    }

    private static TenantKey key(Priority priority) {
        return TenantKey.of(
                "team",
                new KeyConfig(
                        "ci",
                        "0".repeat(64),
                        null,
                        null,
                        false,
                        null,
                        null,
                        null,
                        List.of(),
                        List.of(),
                        priority));
    }

    @Test
    void aKeySaysItElseItsTenantElseTheTenantsParents() {
        assertThat(new Caller(team, key(Priority.BATCH)).priority()).isEqualTo(Priority.BATCH);
        assertThat(new Caller(slow, key(Priority.NORMAL)).priority()).isEqualTo(Priority.NORMAL);
        assertThat(new Caller(slow, key(null)).priority()).isEqualTo(Priority.BATCH);
        assertThat(new Caller(team, key(null)).priority()).isEqualTo(Priority.INTERACTIVE);
        assertThat(new Caller(team, null).priority()).isEqualTo(Priority.INTERACTIVE);
    }

    /** Or a route could not say what callers get that nobody has given a priority. */
    @Test
    void whereNobodySaysAnythingThereIsNone() {
        assertThat(new Caller(free, key(null)).priority()).isNull();
    }
}
