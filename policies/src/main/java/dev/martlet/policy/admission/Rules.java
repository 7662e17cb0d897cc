// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import dev.martlet.core.config.Count;
import dev.martlet.core.config.Percent;
import dev.martlet.policy.tenant.BudgetConfig;
import dev.martlet.policy.tenant.LimitConfig;
import dev.martlet.policy.tenant.Patterns;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes rules of limits and budgets. What names an account is what it counts, not how much there
 * is: {@code l/t/acme/requests-1m}. Whoever gives a limit a name may even move it to another place
 * in its list.
 */
final class Rules {
    private static final int HASH = 8;

    private final String scope;
    private final String owner;
    private final ZoneId zone;

    /** Ids of one owner are distinct, and so are their names. */
    private final Set<String> taken = new HashSet<>();

    /**
     * For one owner.
     *
     * @param scope names the owner in ids
     * @param owner names it for people
     * @param zone whose calendar budgets follow
     */
    Rules(String scope, String owner, ZoneId zone) {
        this.scope = scope;
        this.owner = owner;
        this.zone = zone;
    }

    List<Rule> of(List<LimitConfig> limits, List<BudgetConfig> budgets) {
        List<Rule> rules = new ArrayList<>(limits.size() + budgets.size());
        limits.forEach(limit -> rules.add(limit(limit)));
        budgets.forEach(budget -> rules.add(budget(budget)));
        return rules;
    }

    Rule limit(LimitConfig limit) {
        Measure measure =
                switch (limit.unit()) {
                    case REQUESTS -> Measure.REQUESTS;
                    case TOKENS -> Measure.TOKENS;
                    case INPUT_TOKENS -> Measure.INPUT_TOKENS;
                    case OUTPUT_TOKENS -> Measure.OUTPUT_TOKENS;
                    case CONCURRENT -> Measure.CONCURRENT;
                };
        @Nullable Duration per = limit.per();
        @Nullable Count burst = limit.burst();
        long most = burst == null ? limit.amount() : burst.value();
        Span span = per == null ? new Span.AtOnce() : new Span.Refilled(most, limit.amount(), per);
        String what = word(measure) + (per == null ? "" : '-' + Words.time(per));
        return rule(
                "l/",
                what,
                limit.name(),
                measure,
                span,
                per == null ? limit.amount() : most,
                limit.models(),
                new Manner(limit.shadow(), limit.strict(), 429, List.of()));
    }

    private Rule budget(BudgetConfig budget) {
        boolean dollars = budget.usd() != null;
        long amount =
                budget.usd() != null
                        ? budget.usd().nano()
                        : budget.tokens() != null ? budget.tokens().value() : 0;
        Measure measure = dollars ? Measure.NANO_USD : Measure.TOKENS;
        Span span =
                switch (budget.per()) {
                    case DAY -> new Span.Calendar(Span.Unit.DAY, zone);
                    case WEEK -> new Span.Calendar(Span.Unit.WEEK, zone);
                    case MONTH -> new Span.Calendar(Span.Unit.MONTH, zone);
                    case TOTAL -> new Span.Total();
                };
        return rule(
                "b/",
                word(measure) + '-' + budget.per().name().toLowerCase(Locale.ROOT),
                budget.name(),
                measure,
                span,
                amount,
                budget.models(),
                new Manner(
                        budget.shadow(),
                        budget.strict(),
                        budget.status(),
                        budget.alert().stream().map(Percent::fraction).toList()));
    }

    /** How a rule is applied. */
    private record Manner(boolean shadow, boolean strict, int status, List<Double> alerts) {}

    private Rule rule(
            String kind,
            String what,
            @Nullable String given,
            Measure measure,
            Span span,
            long amount,
            @Nullable List<String> models,
            Manner manner) {
        String plain = models == null ? what : what + '-' + hash(String.join(" ", models));
        // A name that is given keeps its count with what it counts, not with how much.
        String name = given == null ? plain : given;
        String id = kind + scope + '/' + (given == null ? plain : given + '/' + what);
        String free = id;
        for (int i = 2; !taken.add(free); i++) {
            free = id + '.' + i;
        }
        return new Rule(
                free,
                owner,
                free.equals(id) ? name : name + free.substring(id.length()),
                measure,
                span,
                amount,
                concerned(models),
                manner.shadow(),
                manner.strict(),
                manner.status(),
                manner.alerts());
    }

    private static Predicate<String> concerned(@Nullable List<String> models) {
        if (models == null) {
            return model -> true;
        }
        Patterns patterns = Patterns.of(models);
        return model -> !model.isEmpty() && patterns.match(model);
    }

    private static String word(Measure measure) {
        return measure == Measure.NANO_USD
                ? "usd"
                : measure.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Short and safe in an id, for texts that are long, or not ours. */
    static String hash(String text) {
        return HexFormat.of().formatHex(sha256(text)).substring(0, HASH);
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing in this Java runtime", e);
        }
    }
}
