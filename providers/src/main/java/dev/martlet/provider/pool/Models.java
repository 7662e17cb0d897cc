// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

import dev.martlet.core.Condition;
import dev.martlet.core.Exchange;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what answers for a name: the name itself, or the longest wildcard; rules lead on. */
public final class Models {
    /** Rules that lead to rules that lead to rules are a mistake of the configuration. */
    private static final int MOST_STEPS = 10;

    private final Map<String, Entry> exact = new HashMap<>();
    private final List<Entry> wildcards;
    private final List<Entry> all;

    /** What a name stands for. */
    public sealed interface Entry {
        /**
         * The name.
         *
         * @return as configured, maybe with a {@code *} at its end
         */
        String alias();

        /**
         * Targets.
         *
         * @param pool what can answer
         */
        record Targets(ModelPool pool) implements Entry {
            @Override
            public String alias() {
                return pool.alias();
            }
        }

        /**
         * Rules.
         *
         * @param alias the name
         * @param rules the first one that holds decides
         */
        record Rules(String alias, List<Rule> rules) implements Entry {
            public Rules {
                rules = List.copyOf(rules);
            }
        }
    }

    /**
     * Leads on to another name.
     *
     * @param when whether it does; null for always
     * @param use the name
     */
    public record Rule(@Nullable Condition when, String use) {}

    /**
     * All names.
     *
     * @param entries of distinct names
     */
    public Models(Collection<Entry> entries) {
        all = List.copyOf(entries);
        for (Entry entry : entries) {
            if (!entry.alias().endsWith("*")) {
                exact.put(entry.alias(), entry);
            }
        }
        wildcards =
                entries.stream()
                        .filter(entry -> entry.alias().endsWith("*"))
                        .sorted(Comparator.comparingInt(entry -> -entry.alias().length()))
                        .toList();
    }

    /**
     * Finds the pool for a name.
     *
     * @param exchange what the rules look at, with its facts
     * @param name what the client sent
     * @return null if the name is unknown, or no rule holds
     */
    public @Nullable ModelPool find(Exchange exchange, String name) {
        @Nullable Entry entry = entry(name);
        for (int step = 0; step < MOST_STEPS && entry instanceof Entry.Rules rules; step++) {
            entry = lead(exchange, rules);
        }
        return entry instanceof Entry.Targets targets ? targets.pool() : null;
    }

    /**
     * Whether rules decide about a name.
     *
     * @param name what the client sent
     * @return true if {@link #find} needs the facts of the request
     */
    public boolean ruled(String name) {
        return entry(name) instanceof Entry.Rules;
    }

    /**
     * Whether anything stands behind a name.
     *
     * @param name what a client sent
     * @return true if there is an entry
     */
    public boolean knows(String name) {
        return entry(name) != null;
    }

    /**
     * The providers that may answer for some names.
     *
     * @param names of models; a {@code *} at the end stands for any rest
     * @return by name, in the order of the configuration
     */
    public Map<String, Provider> behind(Collection<String> names) {
        Map<String, Provider> providers = new LinkedHashMap<>();
        for (String name : names) {
            if (name.endsWith("*")) {
                String start = name.substring(0, name.length() - 1);
                all.stream()
                        .filter(entry -> overlaps(entry.alias(), start))
                        .forEach(entry -> collect(entry, providers, 0));
            } else {
                collect(entry(name), providers, 0);
            }
        }
        return providers;
    }

    private static boolean overlaps(String alias, String start) {
        return alias.startsWith(start)
                || (alias.endsWith("*")
                        && start.startsWith(alias.substring(0, alias.length() - 1)));
    }

    private void collect(@Nullable Entry entry, Map<String, Provider> into, int step) {
        switch (entry) {
            case Entry.Targets(ModelPool pool) ->
                    pool.candidates()
                            .forEach(
                                    one -> into.putIfAbsent(one.provider().name(), one.provider()));
            case Entry.Rules rules -> {
                if (step < MOST_STEPS) {
                    rules.rules().forEach(rule -> collect(entry(rule.use()), into, step + 1));
                }
            }
            case null -> {}
        }
    }

    private @Nullable Entry lead(Exchange exchange, Entry.Rules rules) {
        for (Rule rule : rules.rules()) {
            if (rule.when() == null || rule.when().test(exchange)) {
                return entry(rule.use());
            }
        }
        return null;
    }

    private @Nullable Entry entry(String name) {
        @Nullable Entry entry = exact.get(name);
        if (entry != null) {
            return entry;
        }
        for (Entry wildcard : wildcards) {
            String start = wildcard.alias().substring(0, wildcard.alias().length() - 1);
            if (name.startsWith(start)) {
                return wildcard;
            }
        }
        return null;
    }
}
