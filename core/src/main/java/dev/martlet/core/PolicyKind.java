// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * A kind of policy that a configuration can name: what it is called, where it runs, how it is
 * configured and made.
 *
 * @param name as written in {@code kind:}
 * @param stage where it runs
 * @param config the record that its settings bind to
 * @param factory makes a policy of valid settings
 * @param <C> the type of the settings
 */
public record PolicyKind<C extends Record>(
        String name, Stage stage, Class<C> config, Factory<C> factory) {
    /**
     * Makes policies of one kind.
     *
     * @param <C> the type of the settings
     */
    @FunctionalInterface
    public interface Factory<C> {
        /**
         * Makes a policy.
         *
         * @param config its settings
         * @param context what it may use
         * @return the policy, shared by all requests of a route
         * @throws IllegalArgumentException if the settings make no sense; becomes a problem of the
         *     configuration
         */
        Policy create(C config, Context context);
    }

    /**
     * What a policy may use while it is made.
     *
     * @param expressions compiles expressions
     * @param random for shares
     * @param resources for state that outlives a reload
     * @param outbound other servers
     * @param clock the time of day
     */
    public record Context(
            Expressions expressions,
            RandomGenerator random,
            Resources resources,
            Outbound outbound,
            InstantSource clock) {
        /**
         * For policies that reach no other server.
         *
         * @param expressions compiles expressions
         * @param random for shares
         * @param resources for state that outlives a reload
         */
        public Context(Expressions expressions, RandomGenerator random, Resources resources) {
            this(expressions, random, resources, Outbound.NONE, InstantSource.system());
        }

        /**
         * The same with a way out.
         *
         * @param way other servers
         * @return the context
         */
        public Context with(Outbound way) {
            return new Context(expressions, random, resources, way, clock);
        }
    }

    /**
     * Makes a policy from settings whose type is only known to be this kind's.
     *
     * @param settings bound from the configuration
     * @param context what it may use
     * @return the policy
     */
    public Policy create(Record settings, Context context) {
        return factory.create(config.cast(settings), context);
    }
}
