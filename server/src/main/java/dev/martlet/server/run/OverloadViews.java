// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import dev.martlet.core.overload.Gate;
import dev.martlet.core.overload.GateStatus;
import dev.martlet.core.overload.GateStatus.OfPriority;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * What operators see of limits and queues. Labels are words of the configuration and of our own,
 * never of a client.
 */
final class OverloadViews {
    private OverloadViews() {}

    static List<Object> gates(List<Gate> gates) {
        return gates.stream().map(Gate::status).map(OverloadViews::gate).toList();
    }

    private static Object gate(GateStatus gate) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("name", gate.name());
        view.put("limit", gate.limit());
        view.put("in_flight", gate.inFlight());
        view.put("tenants", gate.tenants());
        view.put("waiting", byPriority(gate, OfPriority::waiting));
        view.put("shed", byPriority(gate, OfPriority::shed));
        view.put("waited", byPriority(gate, OfPriority::waited));
        return view;
    }

    private static Map<String, Object> byPriority(
            GateStatus gate, Function<OfPriority, Object> what) {
        Map<String, Object> view = new LinkedHashMap<>();
        gate.priorities().forEach(one -> view.put(word(one), what.apply(one)));
        return view;
    }

    private static String word(OfPriority one) {
        return one.priority().name().toLowerCase(Locale.ROOT);
    }

    /** The part of the metrics page. */
    static String metrics(List<Gate> gates) {
        List<GateStatus> all = gates.stream().map(Gate::status).toList();
        var page = new StringBuilder();
        if (all.isEmpty()) {
            return "";
        }
        each(page, all, "limit", "Requests that may be in flight.", GateStatus::limit);
        each(page, all, "in_flight", "Requests in flight.", GateStatus::inFlight);
        each(page, all, "tenants", "Tenants that share, or did a moment ago.", GateStatus::tenants);
        head(page, "waiting", "Requests that wait for a place.", "gauge");
        all.forEach(gate ->
                gate.priorities()
                        .forEach(one -> line(page, "waiting", labels(gate, one), one.waiting())));
        head(page, "shed_total", "Requests turned away.", "counter");
        all.forEach(gate ->
                gate.priorities()
                        .forEach(one -> line(page, "shed_total", labels(gate, one), one.shed())));
        head(page, "wait_seconds", "How long requests waited that had to and got in.", "histogram");
        all.forEach(gate -> gate.priorities().forEach(one -> histogram(page, gate, one)));
        return page.toString();
    }

    private static void each(
            StringBuilder page,
            List<GateStatus> all,
            String name,
            String help,
            Function<GateStatus, Integer> value) {
        head(page, name, help, "gauge");
        all.forEach(gate -> line(page, name, label(gate), value.apply(gate)));
    }

    private static void histogram(StringBuilder page, GateStatus gate, OfPriority one) {
        String labels = labels(gate, one);
        for (int i = 0; i < one.within().size(); i++) {
            double seconds = GateStatus.BUCKETS_MILLIS.get(i) / 1000.0;
            String le = labels + ",le=\"" + seconds + '"';
            line(page, "wait_seconds_bucket", le, one.within().get(i));
        }
        line(page, "wait_seconds_bucket", labels + ",le=\"+Inf\"", one.waited());
        page.append("martlet_overload_wait_seconds_sum{")
                .append(labels)
                .append("} ")
                .append(one.waitedNanos() / 1e9)
                .append('\n');
        line(page, "wait_seconds_count", labels, one.waited());
    }

    private static String label(GateStatus gate) {
        return "gate=\"" + gate.name().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String labels(GateStatus gate, OfPriority one) {
        return label(gate) + ",priority=\"" + word(one) + '"';
    }

    private static void head(StringBuilder page, String name, String help, String type) {
        page.append("# HELP martlet_overload_").append(name).append(' ').append(help).append('\n');
        page.append("# TYPE martlet_overload_").append(name).append(' ').append(type).append('\n');
    }

    private static void line(StringBuilder page, String name, String labels, long value) {
        page.append("martlet_overload_")
                .append(name)
                .append('{')
                .append(labels)
                .append("} ")
                .append(value)
                .append('\n');
    }
}
