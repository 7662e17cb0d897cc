// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.compile;

import dev.martlet.core.Condition;
import dev.martlet.core.Expressions;
import dev.martlet.provider.config.ModelConfig;
import dev.martlet.provider.config.ProviderConfig;
import dev.martlet.provider.config.RuleConfig;
import dev.martlet.provider.config.TargetConfig;
import dev.martlet.provider.pool.Candidate;
import dev.martlet.provider.pool.ModelPool;
import dev.martlet.provider.pool.Models;
import dev.martlet.provider.pool.Provider;
import dev.martlet.provider.pool.TargetState;
import dev.martlet.provider.preset.Presets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes what stands behind the names of models. References have been checked: every provider is
 * there, unless it has a problem of its own.
 */
final class ModelCompiler {
    private final ProviderCompiler providers;
    private final Expressions expressions;
    private final ProviderParts parts;

    ModelCompiler(ProviderCompiler providers, Expressions expressions, ProviderParts parts) {
        this.providers = providers;
        this.expressions = expressions;
        this.parts = parts;
    }

    /**
     * Compiles.
     *
     * @param problem gets the path and the message of what cannot be made
     */
    ModelSet compile(
            List<ProviderConfig> from,
            List<ModelConfig> models,
            Leases leases,
            BiConsumer<String, String> problem) {
        if (from.isEmpty()) {
            return ModelSet.EMPTY;
        }
        Presets presets = Presets.bundled();
        Map<String, Provider> byName = new LinkedHashMap<>();
        for (int i = 0; i < from.size(); i++) {
            try {
                byName.put(from.get(i).name(), providers.provider(from.get(i), presets, leases));
            } catch (IllegalArgumentException e) {
                problem.accept("providers[" + i + "]", String.valueOf(e.getMessage()));
            }
        }
        List<Models.Entry> entries = new ArrayList<>();
        for (ModelConfig model : models) {
            entries.add(
                    model.rules().isEmpty()
                            ? new Models.Entry.Targets(pool(model, byName, leases))
                            : new Models.Entry.Rules(model.name(), rules(model)));
        }
        return new ModelSet(new Models(entries), entries, byName);
    }

    private List<Models.Rule> rules(ModelConfig model) {
        List<Models.Rule> rules = new ArrayList<>();
        for (RuleConfig rule : model.rules()) {
            @Nullable String source = rule.when();
            @Nullable Condition when = source == null ? null : expressions.modelCondition(source);
            rules.add(new Models.Rule(when, rule.use()));
        }
        return rules;
    }

    private ModelPool pool(ModelConfig model, Map<String, Provider> byName, Leases leases) {
        List<Candidate> candidates = new ArrayList<>();
        for (TargetConfig target : model.targets()) {
            Provider provider = byName.get(target.provider());
            if (provider != null) {
                candidates.add(candidate(provider, target, leases));
            }
        }
        return new ModelPool(
                model.name(),
                candidates,
                new ModelPool.Settings(
                        model.balance(),
                        model.affinity().enabled(),
                        model.affinity().header(),
                        model.failover(),
                        model.unsupported(),
                        model.keepAlive()),
                parts.runtime().random(),
                parts.runtime().prices());
    }

    private Candidate candidate(Provider provider, TargetConfig target, Leases leases) {
        var key = new StateKey(provider.name(), provider.base().toString(), target.model());
        return new Candidate(
                provider,
                target.model(),
                target.weight(),
                target.priority(),
                parts.catalogue().apply(provider.name()),
                leases.keep(key, TargetState::new));
    }

    /** What is known from its use outlives a reload, and is shared by all aliases. */
    private record StateKey(String provider, String base, @Nullable String model) {}
}
