// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import dev.martlet.provider.pool.Candidate;
import dev.martlet.provider.pool.KeyRing;
import dev.martlet.provider.pool.Models;
import dev.martlet.provider.pool.Provider;
import dev.martlet.provider.pool.TargetState;
import dev.martlet.server.compile.ModelSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the admin API shows of models and providers. */
final class ModelViews {
    private ModelViews() {}

    static List<Object> models(ModelSet set) {
        return set.entries().stream().map(ModelViews::model).toList();
    }

    private static Object model(Models.Entry entry) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("name", entry.alias());
        switch (entry) {
            case Models.Entry.Targets targets ->
                    view.put(
                            "targets",
                            targets.pool().candidates().stream().map(ModelViews::target).toList());
            case Models.Entry.Rules rules ->
                    view.put(
                            "rules",
                            rules.rules().stream()
                                    .map(rule ->
                                            rule.when() == null
                                                    ? "use " + rule.use()
                                                    : "when " + rule.when() + " use " + rule.use())
                                    .toList());
        }
        return view;
    }

    private static Object target(Candidate candidate) {
        TargetState.Status status = candidate.status(System.nanoTime());
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("provider", candidate.provider().name());
        view.put("model", candidate.model() == null ? "as asked" : candidate.model());
        view.put("weight", candidate.weight());
        view.put("priority", candidate.priority());
        view.put("breaker", status.breaker());
        view.put("in_flight", status.inFlight());
        view.put("first_token_ms", status.firstToken().toMillis());
        return view;
    }

    static List<Object> providers(ModelSet set) {
        return set.providers().values().stream().map(ModelViews::provider).toList();
    }

    private static Object provider(Provider provider) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("name", provider.name());
        view.put("dialect", provider.dialect().name());
        view.put("url", provider.base().toString());
        view.put(
                "keys",
                provider.keys().status(System.nanoTime()).stream().map(ModelViews::key).toList());
        return view;
    }

    private static Object key(KeyRing.Status key) {
        String state = key.aside() ? "set aside" : key.cooling() ? "cooling" : "in use";
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", key.id());
        view.put("state", state);
        return view;
    }
}
