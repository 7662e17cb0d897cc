// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.objects;

import dev.martlet.policy.tenant.KeyUses;
import dev.martlet.server.config.ConfigLoader;
import dev.martlet.server.config.model.GatewayConfig;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * Everything about objects that are made at run time.
 *
 * @param objects those of all kinds but keys
 * @param keys API keys
 * @param history what was changed
 */
public record RuntimeObjects(ObjectService objects, KeyService keys, History history) {
    /**
     * Wires it.
     *
     * @param stored what the store holds
     * @param compiler makes generations
     * @param lock held while anything changes what serves
     * @param loader binds keys
     * @param random secure: makes keys
     * @param clock tells when a key that was replaced ends
     * @param uses tells when keys were used
     * @return the services
     */
    public static RuntimeObjects of(
            Stored stored,
            Compiler compiler,
            ReentrantLock lock,
            ConfigLoader loader,
            RandomGenerator random,
            InstantSource clock,
            KeyUses uses) {
        var changes = new Changes(stored, compiler, lock);
        return new RuntimeObjects(
                new ObjectService(Kinds.of(GatewayConfig.class), stored, compiler, changes),
                new KeyService(stored, compiler, changes, loader, random, clock, uses),
                new History(stored, changes));
    }
}
