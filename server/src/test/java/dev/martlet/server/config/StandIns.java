// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config;

import dev.martlet.core.Condition;
import dev.martlet.core.Expressions;
import dev.martlet.core.KeyExpression;
import dev.martlet.core.PolicyKind;
import dev.martlet.core.Stage;
import dev.martlet.core.config.Cidr;
import dev.martlet.core.config.DataSize;
import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Expression;
import dev.martlet.core.config.ExpressionType;
import dev.martlet.core.config.NonEmpty;
import dev.martlet.core.config.Range;
import dev.martlet.core.config.Secret;
import dev.martlet.policy.PolicyKinds;
import dev.martlet.server.cel.CelExpressions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Policy kinds and expressions of the tests' own: the binder is to work for kinds that it does not
 * know.
 */
final class StandIns {
    static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "PORT",
                    "8080",
                    "TOKEN",
                    "s3cr3t-from-env",
                    "EMPTY",
                    "",
                    "WRONG",
                    "s3cr3t-wrong");

    static final List<PolicyKind<?>> KINDS =
            List.of(
                    kind("allow", AllowConfig.class),
                    kind("quota", QuotaConfig.class),
                    kind("stamp", StampConfig.class));

    /** With those that Martlet brings: what examples may name. */
    static final List<PolicyKind<?>> WITH_OURS =
            Stream.concat(KINDS.stream(), PolicyKinds.all().stream()).toList();

    private StandIns() {}

    @Doc("Lets only some addresses in.")
    record AllowConfig(@Doc("Who may enter.") @NonEmpty List<Cidr> from) {}

    @Doc("Counts requests.")
    record QuotaConfig(
            @Doc("How many.") @Range(min = "1") int requests,
            @Doc("In which time.") @Default("1s") Duration per,
            @Doc("By what.") @Expression(ExpressionType.KEY) @Nullable String key,
            @Doc("Of which bodies.") @Default("1MiB") DataSize size) {
        QuotaConfig {
            if (requests == 13) {
                throw new IllegalArgumentException("requests: 13 (expected: a luckier number)");
            }
        }
    }

    @Doc("Marks requests.")
    record StampConfig(
            @Doc("Headers.") Map<String, String> set, @Doc("A key.") @Nullable Secret key) {}

    static ConfigLoader loader() {
        return new ConfigLoader(KINDS, new BalancedParentheses(), ENVIRONMENT::get);
    }

    /** As {@link #loader}, with the language that is shipped. */
    static ConfigLoader loaderWithCel() {
        return new ConfigLoader(WITH_OURS, CelExpressions.standard(), ENVIRONMENT::get);
    }

    static ParsedConfig parse(String yaml) {
        return loader().parse("martlet.yaml", yaml.getBytes(StandardCharsets.UTF_8), Path.of(""));
    }

    private static <C extends Record> PolicyKind<C> kind(String name, Class<C> type) {
        PolicyKind.Factory<C> factory =
                (config, context) -> {
                    throw new UnsupportedOperationException(name);
                };
        return new PolicyKind<>(name, Stage.EDGE, type, factory);
    }

    /** Refuses what cannot be an expression in any language. */
    private static final class BalancedParentheses implements Expressions {
        @Override
        public Condition condition(String source) {
            check(source);
            return exchange -> true;
        }

        @Override
        public KeyExpression key(String source) {
            check(source);
            return exchange -> source;
        }

        private static void check(String source) {
            long open = source.chars().filter(c -> c == '(').count();
            if (open != source.chars().filter(c -> c == ')').count()) {
                throw new IllegalArgumentException("unbalanced parentheses");
            }
        }
    }
}
