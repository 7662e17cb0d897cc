// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import dev.martlet.core.Snapshot;
import dev.martlet.core.config.Usd;
import dev.martlet.policy.admission.Accounts;
import dev.martlet.policy.admission.Admission;
import dev.martlet.policy.admission.Measure;
import dev.martlet.policy.admission.Standing;
import dev.martlet.policy.tenant.TenantConfig;
import dev.martlet.server.compile.SnapshotCompiler;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the admin API shows of tenants: how their limits and budgets stand. */
final class TenantViews {
    /** More are asked for one by one. */
    private static final int MOST = 1_000;

    private TenantViews() {}

    static Object tenants(Snapshot snapshot, @Nullable Admission admission, Instant now) {
        List<TenantConfig> all = snapshot.part(SnapshotCompiler.CONFIG).config().tenants();
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("count", all.size());
        view.put(
                "tenants",
                all.stream().limit(MOST).map(one -> view(one, snapshot, admission, now)).toList());
        return view;
    }

    /** Null if there is no such tenant. */
    static @Nullable Object tenant(
            String name, Snapshot snapshot, @Nullable Admission admission, Instant now) {
        return snapshot.part(SnapshotCompiler.CONFIG).config().tenants().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .map(one -> view(one, snapshot, admission, now))
                .orElse(null);
    }

    private static Object view(
            TenantConfig tenant, Snapshot snapshot, @Nullable Admission admission, Instant now) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("name", tenant.name());
        if (tenant.parent() != null) {
            view.put("parent", tenant.parent());
        }
        List<Standing> standings =
                admission == null
                        ? List.of()
                        : snapshot.part(Accounts.PART).standings(tenant.name(), admission);
        view.put("limits", standings.stream().map(one -> standing(one, now)).toList());
        return view;
    }

    private static Object standing(Standing one, Instant now) {
        boolean dollars = one.rule().measure() == Measure.NANO_USD;
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("name", one.rule().name());
        view.put(
                "counts",
                dollars
                        ? "usd"
                        : one.rule().measure().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        view.put("limit", amount(dollars, one.limit()));
        view.put("remaining", amount(dollars, one.remaining()));
        @Nullable Duration reset = one.reset(now);
        if (reset != null) {
            view.put("reset", now.plus(reset).toString());
        }
        if (one.rule().shadow()) {
            view.put("shadow", true);
        }
        return view;
    }

    private static Object amount(boolean dollars, long amount) {
        return dollars ? new Usd(amount).toString() : amount;
    }
}
