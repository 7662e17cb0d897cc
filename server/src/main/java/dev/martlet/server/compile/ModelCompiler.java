// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.compile;

import dev.martlet.core.Condition;
import dev.martlet.core.Expressions;
import dev.martlet.core.overload.ConcurrencyConfig;
import dev.martlet.core.overload.Sharing;
import dev.martlet.provider.catalogue.Catalogue;
import dev.martlet.provider.catalogue.PriceBook;
import dev.martlet.provider.config.CatalogueConfig;
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
import dev.martlet.provider.preset.ProviderSettings;
import dev.martlet.server.config.model.GatewayConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    ModelSet compile(GatewayConfig config, Leases leases, BiConsumer<String, String> problem) {
        List<ProviderConfig> from = config.providers();
        if (from.isEmpty()) {
            return ModelSet.EMPTY;
        }
        Presets presets = Presets.bundled();
        Map<String, Provider> byName = new LinkedHashMap<>();
        Map<String, String> lists = new HashMap<>();
        for (int i = 0; i < from.size(); i++) {
            try {
                ProviderSettings settings = ProviderSettings.of(from.get(i), presets);
                lists.put(settings.name(), settings.prices());
                byName.put(settings.name(), providers.provider(settings, from.get(i), leases));
            } catch (IllegalArgumentException e) {
                problem.accept("providers[" + i + "]", String.valueOf(e.getMessage()));
            }
        }
        var book = new PriceBook(catalogue(config.catalogue(), problem), lists);
        List<Models.Entry> entries = new ArrayList<>();
        for (ModelConfig model : config.models()) {
            entries.add(
                    model.rules().isEmpty()
                            ? new Models.Entry.Targets(pool(model, config, byName, book, leases))
                            : new Models.Entry.Rules(model.name(), rules(model)));
        }
        return new ModelSet(new Models(entries), entries, byName, book);
    }

    /** The file has been checked, but may have changed since. */
    private Catalogue catalogue(CatalogueConfig config, BiConsumer<String, String> problem) {
        @Nullable Path file = config.file();
        try {
            return file == null ? parts.catalogue() : parts.catalogue().with(file);
        } catch (IllegalArgumentException e) {
            problem.accept("catalogue.file", String.valueOf(e.getMessage()));
            return parts.catalogue();
        }
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

    private ModelPool pool(
            ModelConfig model,
            GatewayConfig config,
            Map<String, Provider> byName,
            PriceBook book,
            Leases leases) {
        List<Candidate> candidates = new ArrayList<>();
        for (TargetConfig target : model.targets()) {
            Provider provider = byName.get(target.provider());
            if (provider != null) {
                TargetState state = state(provider, target, config, leases);
                candidates.add(candidate(provider, target, book, state));
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
                book);
    }

    private static Candidate candidate(
            Provider provider, TargetConfig target, PriceBook book, TargetState state) {
        return new Candidate(
                provider,
                target.model(),
                target.weight(),
                target.priority(),
                name -> book.info(provider.name(), name),
                state);
    }

    private TargetState state(
            Provider provider, TargetConfig target, GatewayConfig config, Leases leases) {
        String base = provider.base().toString();
        @Nullable ConcurrencyConfig bounds = concurrency(provider.name(), config.providers());
        if (bounds == null) {
            var key = new StateKey(provider.name(), base, target.model(), null, null);
            return leases.keep(key, TargetState::new);
        }
        Sharing sharing = config.overload().sharing();
        String name =
                "model " + provider.name() + '/' + (target.model() == null ? "*" : target.model());
        return leases.keep(
                new StateKey(provider.name(), base, target.model(), bounds, sharing),
                () -> new TargetState(name, bounds, sharing, parts.runtime().nanoTime()));
    }

    private static @Nullable ConcurrencyConfig concurrency(
            String provider, List<ProviderConfig> providers) {
        return providers.stream()
                .filter(one -> one.name().equals(provider))
                .map(ProviderConfig::concurrency)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** What is known from its use outlives a reload, and is shared by all aliases. */
    private record StateKey(
            String provider,
            String base,
            @Nullable String model,
            @Nullable ConcurrencyConfig bounds,
            @Nullable Sharing sharing) {}
}
