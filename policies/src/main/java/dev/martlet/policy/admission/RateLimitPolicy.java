// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import dev.martlet.core.Exchange;
import dev.martlet.core.KeyExpression;
import dev.martlet.core.Next;
import dev.martlet.core.Policy;
import dev.martlet.core.PolicyKind;
import dev.martlet.core.Reply;
import dev.martlet.core.Stage;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds requests to a limit, all together or by a key. Where there are too many keys to keep each
 * in memory, new ones share one account until others have been idle.
 */
public final class RateLimitPolicy implements Policy {
    /** The kind {@code rate-limit}; what it makes has to be {@linkplain #at placed}. */
    public static final PolicyKind<RateLimitConfig> KIND =
            new PolicyKind<>(
                    "rate-limit",
                    Stage.ADMISSION,
                    RateLimitConfig.class,
                    (config, context) ->
                            new RateLimitPolicy(
                                    config,
                                    config.key() == null
                                            ? null
                                            : context.expressions().key(config.key())));

    /** Of keys that were looked up lately; one that was dropped keeps its count. */
    private static final int REMEMBERED = 20_000;

    private static final String OTHERS = "others";

    private final RateLimitConfig config;
    private final @Nullable KeyExpression key;

    private RateLimitPolicy(RateLimitConfig config, @Nullable KeyExpression key) {
        this.config = config;
        this.key = key;
    }

    /**
     * The policy at a place of the configuration, which is what its accounts are named by: a policy
     * of all routes counts them together.
     *
     * @param scope names the place in ids: {@code r/chat/rate-limit}
     * @param owner names it for people: {@code route chat}
     * @param admission counts
     * @return the policy to put into the chain
     */
    public Policy at(String scope, String owner, Admission admission) {
        var turnstile = new Turnstile(admission);
        String place = config.key() == null ? scope : scope + '/' + Rules.hash(config.key());
        Rule rule =
                new Rules(place, owner, ZoneOffset.UTC)
                        .of(List.of(config.limit()), List.of())
                        .getFirst();
        if (key != null) {
            return new ByKey(turnstile, admission, rule, key);
        }
        Meter[] meters = {new Meter(rule)};
        return (exchange, next) -> {
            turnstile.pass(exchange, meters);
            return next.proceed(exchange);
        };
    }

    @Override
    public Reply apply(Exchange exchange, Next next) {
        throw new IllegalStateException("rate-limit: no place (expected: placed by the compiler)");
    }

    private static final class ByKey implements Policy {
        private final Turnstile turnstile;
        private final Admission admission;
        private final Rule rule;
        private final KeyExpression key;
        private final Map<String, Meter[]> meters = new ConcurrentHashMap<>();

        ByKey(Turnstile turnstile, Admission admission, Rule rule, KeyExpression key) {
            this.turnstile = turnstile;
            this.admission = admission;
            this.rule = rule;
            this.key = key;
        }

        @Override
        public Reply apply(Exchange exchange, Next next) {
            turnstile.pass(exchange, meters(key.of(exchange)));
            return next.proceed(exchange);
        }

        private Meter[] meters(String value) {
            Meter[] known = meters.get(value);
            if (known != null) {
                return known;
            }
            String id = rule.id() + '/' + digest(value);
            if (admission.isFull() && !admission.has(id)) {
                return of(rule.id() + '/' + OTHERS);
            }
            if (meters.size() >= REMEMBERED) {
                meters.clear();
            }
            Meter[] made = of(id);
            meters.put(value, made);
            return made;
        }

        private Meter[] of(String id) {
            return new Meter[] {new Meter(rule.withId(id))};
        }

        /** Values are a client's: of any length, and not for the ids of accounts. */
        private static String digest(String value) {
            byte[] hash = Rules.sha256(value);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, 22);
        }
    }
}
