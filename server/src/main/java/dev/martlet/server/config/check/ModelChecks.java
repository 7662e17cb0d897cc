// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.check;

import dev.martlet.provider.config.ModelConfig;
import dev.martlet.provider.config.RuleConfig;
import dev.martlet.provider.config.TargetConfig;
import dev.martlet.server.config.bind.Nearest;
import dev.martlet.server.config.model.GatewayConfig;
import dev.martlet.server.config.model.RouteConfig;
import dev.martlet.server.config.yaml.Node;
import dev.martlet.server.config.yaml.Paths;
import dev.martlet.server.config.yaml.Quoted;
import java.util.List;
import java.util.Set;

/** Models lead to providers, rules to models that do not lead back, and routes to models. */
final class ModelChecks {
    private final Reporter reporter;
    private final Set<String> providers;
    private final Set<String> models;

    ModelChecks(Reporter reporter, Node document) {
        this.reporter = reporter;
        this.providers = DefinedNames.of(document, "providers", "name");
        this.models = DefinedNames.of(document, "models", "name");
    }

    void run(GatewayConfig config) {
        for (ModelConfig model : config.models()) {
            name(model);
            targets(model);
            rules(model, config.models());
        }
        config.routes().forEach(this::route);
    }

    private void name(ModelConfig model) {
        int star = model.name().indexOf('*');
        if (star >= 0 && star < model.name().length() - 1) {
            reporter.add(
                    reporter.path(model, "name"),
                    "a * stands before the end",
                    "a name, or a beginning with a * behind it");
        }
    }

    private void targets(ModelConfig model) {
        for (TargetConfig target : model.targets()) {
            if (!providers.contains(target.provider())) {
                dangling(
                        reporter.path(target, "provider"),
                        "provider",
                        "providers",
                        target.provider(),
                        providers);
            }
        }
        boolean empty = model.targets().isEmpty() && model.rules().isEmpty();
        if (empty && !reporter.troubled(model)) {
            reporter.add(reporter.path(model, "targets"), "the list is empty", "at least one");
        }
        if (!model.targets().isEmpty()
                && model.targets().stream().allMatch(target -> target.weight() == 0)) {
            reporter.add(
                    reporter.path(model, "targets"),
                    "every weight is 0",
                    "at least one target with a weight");
        }
    }

    private void rules(ModelConfig model, List<ModelConfig> all) {
        for (RuleConfig rule : model.rules()) {
            String path = reporter.path(rule, "use");
            if (!models.contains(rule.use())) {
                dangling(path, "model", "models", rule.use(), models);
            } else if (all.stream()
                    .anyMatch(
                            other -> other.name().equals(rule.use()) && !other.rules().isEmpty())) {
                // One step only: a chain of rules may have no end.
                reporter.add(
                        path, Quoted.of(rule.use()) + " has rules itself", "a model with targets");
            }
        }
    }

    private void route(RouteConfig route) {
        List<String> wanted = route.to().models();
        for (int i = 0; i < wanted.size(); i++) {
            String one = wanted.get(i);
            boolean pattern = one.endsWith("*");
            String path = Paths.index(reporter.path(route.to(), "models"), i);
            if (models.isEmpty()) {
                reporter.add(path, "there are no models", "a model under models");
            } else if (!pattern && !models.contains(one)) {
                dangling(path, "model", "models", one, models);
            }
        }
    }

    private void dangling(
            String path, String what, String section, String name, Set<String> known) {
        String expected =
                known.isEmpty() ? "a " + what + " under " + section : DefinedNames.known(known);
        reporter.add(
                path,
                "no " + what + " is named " + Quoted.of(name),
                expected,
                Nearest.of(name, known));
    }
}
