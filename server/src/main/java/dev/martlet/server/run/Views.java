// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import dev.martlet.core.Pin;
import dev.martlet.core.Route;
import dev.martlet.core.Snapshot;
import dev.martlet.core.Upstream;
import dev.martlet.core.config.Problem;
import dev.martlet.policy.admission.Admission;
import dev.martlet.server.admin.AdminViews;
import dev.martlet.server.compile.SnapshotCompiler;
import dev.martlet.server.config.EffectiveConfig;
import dev.martlet.server.upstream.Service;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the admin API shows of a gateway. */
final class Views implements AdminViews {
    private final Gateway gateway;

    Views(Gateway gateway) {
        this.gateway = gateway;
    }

    @Override
    public Object index() {
        return ordered(
                "name", "martlet",
                "version", Version.number(),
                "generation", gateway.snapshots().generation(),
                "paths",
                        List.of(
                                "/health/live",
                                "/health/ready",
                                "/config",
                                "/routes",
                                "/services",
                                "/models",
                                "/overload",
                                "/tenants",
                                "/metrics",
                                "/usage",
                                "/api/v1",
                                "/api/v1/revisions",
                                "POST /reload"));
    }

    @Override
    public Object live() {
        return ordered("status", "live");
    }

    @Override
    public boolean isReady() {
        return gateway.isReady();
    }

    @Override
    public Object ready(boolean whole) {
        Map<String, Object> last = load(gateway.lastLoad());
        if (!whole) {
            last.remove("problems");
        }
        return ordered(
                "status", isReady() ? "ready" : "not ready", "config", last, "state", state(whole));
    }

    /** A gateway without its state is degraded, and still ready: no other one would do better. */
    private Map<String, Object> state(boolean whole) {
        String trouble = gateway.stateTrouble();
        Map<String, Object> view = ordered("status", trouble == null ? "well" : "degraded");
        if (trouble != null && whole) {
            view.put("trouble", trouble);
        }
        return view;
    }

    @Override
    public Object config() {
        return pinned(snapshot -> EffectiveConfig.tree(snapshot.part(SnapshotCompiler.CONFIG)));
    }

    @Override
    public Object routes() {
        return pinned(snapshot ->
                ordered(
                        "generation", snapshot.generation(),
                        "routes", snapshot.router().routes().stream().map(Views::route).toList()));
    }

    private static Map<String, Object> route(Route route) {
        Map<String, Object> view =
                ordered(
                        "name",
                        route.name(),
                        "match",
                        route.match(),
                        "chain",
                        route.steps(),
                        "target",
                        route.target().describe());
        if (route.timeout() != null) {
            view.put("timeout_ms", route.timeout().toMillis());
        }
        return view;
    }

    @Override
    public Object services() {
        return pinned(snapshot ->
                ordered(
                        "generation", snapshot.generation(),
                        "services",
                                snapshot.part(SnapshotCompiler.SERVICES).values().stream()
                                        .map(Views::service)
                                        .toList()));
    }

    @Override
    public Object models() {
        return pinned(snapshot ->
                ordered(
                        "generation",
                        snapshot.generation(),
                        "models",
                        ModelViews.models(snapshot.part(SnapshotCompiler.MODELS)),
                        "providers",
                        ModelViews.providers(snapshot.part(SnapshotCompiler.MODELS))));
    }

    @Override
    public Object overload() {
        return pinned(snapshot ->
                ordered(
                        "generation",
                        snapshot.generation(),
                        "gates",
                        OverloadViews.gates(snapshot.part(SnapshotCompiler.GATES))));
    }

    private static Object service(Upstream upstream) {
        return upstream instanceof Service service
                ? service.status()
                : ordered("name", upstream.name(), "kind", "built in");
    }

    @Override
    public Object tenants() {
        return pinned(
                snapshot -> TenantViews.tenants(snapshot, gateway.admission(), gateway.now()));
    }

    @Override
    public @Nullable Object tenant(String name) {
        return pinned(
                snapshot -> TenantViews.tenant(name, snapshot, gateway.admission(), gateway.now()));
    }

    @Override
    public String metrics() {
        String page =
                gateway.metrics()
                        .text(
                                gateway.snapshots().generation(),
                                gateway.lastLoad(),
                                gateway.stateTrouble() == null);
        @Nullable Admission admission = gateway.admission();
        if (admission != null) {
            page += LimitMetrics.text(admission, gateway.alertsLost());
        }
        try (Pin pin = gateway.snapshots().pin()) {
            return page + OverloadViews.metrics(pin.snapshot().part(SnapshotCompiler.GATES));
        }
    }

    @Override
    public Reloaded reload() {
        ReloadReport report = gateway.reload();
        return new Reloaded(report.ok(), load(report));
    }

    private static Map<String, Object> load(ReloadReport report) {
        return ordered(
                "ok", report.ok(),
                "generation", report.generation(),
                "at", report.at().toString(),
                "problems", report.problems().stream().map(Views::problem).toList());
    }

    private static Map<String, Object> problem(Problem problem) {
        Map<String, Object> view =
                ordered(
                        "file", problem.file(),
                        "line", problem.line(),
                        "column", problem.column(),
                        "path", problem.path(),
                        "message", problem.message());
        if (problem.expected() != null) {
            view.put("expected", problem.expected());
        }
        if (problem.nearest() != null) {
            view.put("nearest", problem.nearest());
        }
        return view;
    }

    private <T extends @Nullable Object> T pinned(Function<Snapshot, T> view) {
        try (Pin pin = gateway.snapshots().pin()) {
            return view.apply(pin.snapshot());
        }
    }

    /** JSON in an order that a person can read. */
    private static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
