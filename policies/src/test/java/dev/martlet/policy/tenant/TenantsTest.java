// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.martlet.core.Access;
import dev.martlet.core.Priority;
import dev.martlet.core.config.Zone;
import dev.martlet.policy.tenant.Tenants.Refused;
import dev.martlet.policy.tenant.Tenants.Valid;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TenantsTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final LiveKeys live = new LiveKeys();
    private final KeyUses uses = new KeyUses();

    private Tenants of(TenantConfig... configs) {
        return new Tenants(List.of(configs), live, uses, now::get);
    }

    private static Valid valid(Tenants tenants, String secret) {
        return (Valid) tenants.find(secret, "api-key");
    }

    @Test
    void aKeySaysWhoPaysAndNobodyElsesDoes() {
        Tenants tenants =
                of(
                        Sample.tenant("acme", null, Sample.key("ci", "one")),
                        Sample.tenant("zeta", null, Sample.key("z", "two")));
        Valid found = valid(tenants, "one");
        assertThat(found.principal().tenant()).isEqualTo("acme");
        assertThat(found.principal().id()).isEqualTo("ci");
        assertThat(found.principal().method()).isEqualTo("api-key");
        assertThat(found.caller().tenant()).isSameAs(tenants.tenant("acme"));
        assertThat(valid(tenants, "two").principal().tenant()).isEqualTo("zeta");
        assertThat(tenants.find("three", "api-key")).isNull();
    }

    @Test
    void theHashIsTakenInCapitalsToo() {
        KeyConfig key = Sample.key("ci", "one");
        var loud =
                new KeyConfig(
                        "ci",
                        key.sha256().toUpperCase(java.util.Locale.ROOT),
                        null,
                        null,
                        false,
                        null,
                        null,
                        null,
                        List.of(),
                        List.of(),
                        null);
        assertThat(valid(of(Sample.tenant("acme", null, loud)), "one")).isNotNull();
    }

    @Test
    void duringARotationOldAndNewKeyWorkUntilTheOldExpires() {
        Tenants tenants =
                of(
                        Sample.tenant(
                                "acme",
                                null,
                                Sample.key("old", "one", NOON.plusSeconds(60), false, null),
                                Sample.key("new", "two")));
        assertThat(valid(tenants, "one").principal().id()).isEqualTo("old");
        assertThat(valid(tenants, "two").principal().id()).isEqualTo("new");
        now.set(NOON.plusSeconds(60));
        assertThat(tenants.find("one", "api-key")).isEqualTo(Refused.EXPIRED);
        assertThat(valid(tenants, "two").principal().id()).isEqualTo("new");
    }

    @Test
    void aRevokedKeyIsToldFromAnUnknownOne() {
        Tenants tenants =
                of(Sample.tenant("acme", null, Sample.key("ci", "one", null, true, null)));
        assertThat(tenants.find("one", "api-key")).isEqualTo(Refused.REVOKED);
    }

    @Test
    void whatMayBeUsedOnlyBecomesLessOnTheWayDown() {
        Tenants tenants =
                of(
                        Sample.tenant(
                                "team",
                                "org",
                                List.of("*", "!gpt-4*"),
                                null,
                                Sample.key("ci", "one", null, false, List.of("gpt-*", "claude"))),
                        Sample.tenant("org", null, List.of("gpt-*", "smart"), List.of("chat")));
        Access team = tenants.tenant("team").access();
        assertThat(team.model("smart")).isTrue();
        assertThat(team.model("gpt-5")).isTrue();
        assertThat(team.model("gpt-4o")).isFalse();
        assertThat(team.model("claude")).isFalse();
        assertThat(team.route("chat")).isTrue();
        assertThat(team.route("orders")).isFalse();
        Access key = valid(tenants, "one").principal().access();
        assertThat(key.model("gpt-5")).isTrue();
        assertThat(key.model("smart")).isFalse();
        assertThat(key.model("gpt-4o")).isFalse();
        assertThat(key.model("claude")).isFalse();
        assertThat(key.route("orders")).isFalse();
    }

    @Test
    void zoneAndPriorityAreInheritedFromTheNearest() {
        var berlin = new Zone(ZoneId.of("Europe/Berlin"));
        var org =
                new TenantConfig(
                        "org",
                        null,
                        List.of(),
                        null,
                        null,
                        null,
                        berlin,
                        List.of(),
                        List.of(),
                        Priority.BATCH);
        Tenants tenants =
                of(
                        Sample.tenant("leaf", "team", Sample.key("k", "one")),
                        Sample.tenant("team", "org"),
                        org,
                        Sample.tenant("other", null));
        Tenant leaf = tenants.tenant("leaf");
        assertThat(leaf.zone()).isEqualTo(berlin.id());
        assertThat(leaf.priority()).isEqualTo(Priority.BATCH);
        assertThat(leaf.lineage()).extracting(Tenant::name).containsExactly("leaf", "team", "org");
        assertThat(valid(tenants, "one").caller().priority()).isEqualTo(Priority.BATCH);
        assertThat(tenants.tenant("other").zone()).isEqualTo(ZoneOffset.UTC);
        assertThat(tenants.tenant("other").priority()).isNull();
        assertThat(tenants.all())
                .extracting(Tenant::name)
                .containsExactly("org", "team", "leaf", "other");
    }

    @Test
    void parentsThatLeadNowhereOrInACircleAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(Sample.tenant("a", "b"), Sample.tenant("b", "a")));
        assertThatIllegalArgumentException().isThrownBy(() -> of(Sample.tenant("a", "none")));
    }

    @Test
    void aLiveKeyWorksAtOnceAndIsGoneAtOnce() {
        Tenants tenants = of(Sample.tenant("acme", null, Sample.key("ci", "one")));
        live.put("acme", Sample.key("late", "two"));
        assertThat(valid(tenants, "two").principal().id()).isEqualTo("late");
        live.remove("late");
        assertThat(tenants.find("two", "api-key")).isNull();
        assertThat(valid(tenants, "one")).isNotNull();
    }

    @Test
    void aLiveKeyThatIsReplacedIsTheNewOneOnly() {
        Tenants tenants = of(Sample.tenant("acme", null));
        live.put("acme", Sample.key("ci", "one"));
        live.put("acme", Sample.key("ci", "two"));
        assertThat(tenants.find("one", "api-key")).isNull();
        assertThat(valid(tenants, "two")).isNotNull();
        live.replace(java.util.Map.of(Sample.key("x", "three"), "acme"));
        assertThat(tenants.find("two", "api-key")).isNull();
        assertThat(valid(tenants, "three")).isNotNull();
        assertThat(live.size()).isEqualTo(1);
    }

    @Test
    void aLiveKeyOfATenantThatThisGenerationDoesNotHaveIsUnknown() {
        Tenants tenants = of(Sample.tenant("acme", null));
        live.put("later", Sample.key("ci", "one"));
        assertThat(tenants.find("one", "api-key")).isNull();
        assertThat(valid(of(Sample.tenant("later", null)), "one")).isNotNull();
    }

    @Test
    void theLastUseIsKnownToTheMinute() {
        Tenants tenants = of(Sample.tenant("acme", null, Sample.key("ci", "one")));
        assertThat(uses.last("ci")).isNull();
        now.set(NOON.plusSeconds(90));
        valid(tenants, "one");
        assertThat(uses.last("ci")).isEqualTo(NOON.plusSeconds(60));
        now.set(NOON);
        valid(tenants, "one");
        assertThat(uses.last("ci")).isEqualTo(NOON.plusSeconds(60));
    }
}
